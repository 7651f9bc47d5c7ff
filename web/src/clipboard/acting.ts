// What can be done with what was copied.

import { pick } from "../commands/pick.ts";
import { ask } from "../look/Dialog.tsx";
import { fail, say } from "../notices/notices.ts";
import type { Copied } from "../rpc.gen.ts";
import { here, once, server } from "../server.ts";
import { showSide } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { nameOf, read, writePicture, writeText } from "./browser.ts";
import { add, address, bytes, entries, shared, watch } from "./store.ts";
import { lastTarget } from "./targets.ts";

const text = words.clipboard;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** What an entry is called in names of buttons. */
export const called = (it: Copied): string =>
  it.secret ? text.secret : it.name || firstLine(it.preview) || text.kind[it.kind];

export const firstLine = (lines: string): string => lines.trim().split("\n", 1)[0]!.slice(0, 60);

/** Gives an entry to the browser's clipboard, to be pasted anywhere; a file is saved. */
export async function use(it: Copied, mine: boolean): Promise<void> {
  if (isFile(it)) return save(it, mine);
  if (it.kind === "image") await writePicture(bytes(it, mine));
  else await writeText(await (await bytes(it, mine)).text());
  say(text.copied, { kind: "done" });
}

export const isText = (it: Copied): boolean => it.kind === "text" || it.preview !== "" || it.secret;

/** Whether it can only be saved. */
export const isFile = (it: Copied): boolean => it.kind === "file" && !isText(it);

/** Saves an entry where the browser saves things. */
export function save(it: Copied, mine: boolean): void {
  const link = document.createElement("a");
  link.href = address(it, mine);
  link.download = it.name;
  link.click();
}

/** Inserts an entry's text where somebody typed last. */
export async function insert(it: Copied, mine: boolean): Promise<void> {
  const target = lastTarget();
  if (!target) return say(text.noTarget);
  await target.insert(await (await bytes(it, mine)).text());
}

/** Lets one of the texts be picked, to be inserted. */
export function pickToInsert(): void {
  watch();
  const line = (it: Copied, mine: boolean) => ({
    id: it.id,
    title: called(it),
    note: mine ? "" : text.by(it.owner),
    mono: !it.secret,
    it,
    mine,
  });
  pick({
    title: text.insert,
    placeholder: text.insertHint,
    empty: text.insertEmpty,
    items: () => [
      ...(entries.value ?? []).filter(isText).map((each) => line(each, true)),
      ...others()
        .filter(isText)
        .map((each) => line(each, false)),
    ],
    chosen: ({ it, mine }) => insert(it, mine).catch(fail),
  });
}

/** What others show here, without what is one's own. */
export function others(): readonly Copied[] {
  const mine = new Set(entries.value?.map((each) => each.id));
  return shared.value.filter((each) => !mine.has(each.id));
}

/** Copies what is selected, where somebody typed last or anywhere in the page. */
export async function copySelection(): Promise<void> {
  const selected = lastTarget()?.selection() || getSelection()?.toString() || "";
  if (!selected) return say(text.nothingSelected);
  told(await server.clipboard.copy_text({ text: selected, ...once() }));
  await writeText(selected).catch(() => {});
}

/** Adds a text that was pasted. */
export async function addText(pasted: string): Promise<void> {
  if (pasted) told(await server.clipboard.copy_text({ text: pasted, ...once() }));
}

/** Adds files and pictures, one after the other. */
export async function addFiles(files: readonly File[]): Promise<void> {
  for (const file of files) told(await add(file, nameOf(file)));
}

/** Adds what the browser's clipboard holds. */
export async function take(): Promise<void> {
  let held: Blob | string;
  try {
    held = await read();
  } catch {
    showSide("clipboard");
    return say(text.takeByKey(MAC ? "⌘V" : "Ctrl+V"));
  }
  if (typeof held !== "string") return told(await add(held));
  if (held) return addText(held);
  say(text.nothingToTake);
}

function told(it: Copied): void {
  say(it.secret ? text.addedSecret : text.added, { kind: "done" });
}

/** Lets a file of this device be chosen, and copies it. */
export function chooseFile(): void {
  const field = document.createElement("input");
  field.type = "file";
  field.multiple = true;
  field.addEventListener("change", () => void addFiles([...(field.files ?? [])]).catch(fail));
  field.click();
}

export async function pin(it: Copied): Promise<void> {
  await server.clipboard.pin({ entry: it.id, pinned: !it.pinned, ...once() });
}

export async function share(it: Copied): Promise<void> {
  const already = it.shared === here.value;
  await server.clipboard.share({ workspace: here.value, entry: it.id, shared: !already, ...once() });
}

export async function remove(it: Copied): Promise<void> {
  await server.clipboard.delete({ entry: it.id, ...once() });
}

/** Forgets everything but what is pinned, if that is meant. */
export async function clear(): Promise<void> {
  const answers = [
    { value: "yes", title: text.clearYes, kind: "bad" as const },
    { value: "", title: text.cancel },
  ];
  if (await ask(text.clearAsk, answers, text.clearBody)) await server.clipboard.clear(once());
}
