// What language servers do when they are told to: go to what is meant, rename, format, mend.

import type { EditorView } from "@codemirror/view";
import { pick } from "../commands/pick.ts";
import { active } from "../editor/active.ts";
import type { LiveText } from "../editor/live.ts";
import { openFile } from "../editor/state.ts";
import { ask } from "../look/Dialog.tsx";
import { fail, say } from "../notices/notices.ts";
import type { FileEdits, Location } from "../rpc.gen.ts";
import { here, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { isShared, placeOf, sent } from "./asking.ts";
import { isLocked, put } from "./putting.ts";
import { NameField, Preview } from "./Rename.tsx";
import { serversOf } from "./store.ts";

const text = words.languages;

/** The active editor, once the server has what was typed in it. */
async function current(): Promise<{ it: LiveText; view: EditorView } | undefined> {
  const found = active.peek();
  if (!found) return undefined;
  if (!isShared(found.text)) {
    say(text.onlyShared);
    return undefined;
  }
  await sent(found.text);
  return { it: found.text, view: found.view };
}

/** Goes where the thing at the cursor, or at a position, is defined. */
export async function definition(it: LiveText, view: EditorView, position?: number): Promise<void> {
  try {
    await sent(it);
    const found = await server.languages.definition(placeOf(it, view, position));
    await goTo(found, text.definition, text.noDefinition);
  } catch (error) {
    fail(error);
  }
}

export async function goToDefinition(): Promise<void> {
  const now = await current();
  if (now) await definition(now.it, now.view);
}

export async function goToReferences(): Promise<void> {
  const now = await current();
  if (!now) return;
  await goTo(await server.languages.references(placeOf(now.it, now.view)), text.references, text.noReferences);
}

/** Goes to the one place, or lets one of them be picked. */
async function goTo(found: readonly Location[], title: string, none: string): Promise<void> {
  const inside = found.filter((each) => each.path);
  const first = inside[0];
  if (!first) return say(found[0] ? text.outside(found[0].name) : none);
  if (inside.length === 1) return show(first);
  pick({
    title,
    placeholder: text.pickPlace,
    empty: text.noPlace,
    items: () =>
      inside.map((each, at) => ({
        id: String(at),
        title: each.text.trim() || each.name,
        note: `${each.path}:${each.range.line}`,
        mono: true,
        place: each,
      })),
    chosen: ({ place }) => show(place),
  });
}

function show({ path, range }: Location): void {
  const length = range.line === range.end_line ? range.end_column - range.column : 0;
  openFile(path, { line: range.line, column: range.column, length });
}

/** Asks for a name, shows what would change, and changes it. */
export async function rename(): Promise<void> {
  const now = await current();
  if (!now) return;
  const { it, view } = now;
  const place = placeOf(it, view);
  const before = wordAt(view);
  let name = before;
  const answer = await ask(
    text.renameThis(before),
    [
      { value: "preview", title: text.preview, kind: "main" },
      { value: "", title: text.cancel },
    ],
    <NameField name={before} set={(next) => (name = next)} />,
  );
  if (!answer || !name || name === before) return;
  const changes = await server.languages.rename({ ...place, name });
  await propose(text.renameThis(before), changes);
  view.focus();
}

/** Shows edits of files, and makes those that are wanted. */
async function propose(title: string, changes: readonly FileEdits[]): Promise<void> {
  if (!changes.length) return say(text.nothing);
  const wanted = new Set(changes.map((each) => each.path));
  const lines = await linesOf(changes);
  const answer = await ask(
    title,
    [
      { value: "apply", title: text.apply, kind: "main" },
      { value: "", title: text.cancel },
    ],
    <Preview changes={changes} lines={lines} wanted={wanted} />,
  );
  const chosen = changes.filter((each) => wanted.has(each.path));
  if (!answer || !chosen.length) return;
  await server.languages.apply({ workspace: here.value, changes: [...chosen], ...once() });
  const count = chosen.reduce((sum, each) => sum + each.edits.length, 0);
  say(text.applied(count, chosen.length), { kind: "done" });
}

/** The texts of files that would change, by path. */
async function linesOf(changes: readonly FileEdits[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const read = async ({ path }: FileEdits) => {
    const { text } = await server.documents.read({ workspace: here.value, path });
    return [path, text.split("\n")] as const;
  };
  return new Map(await Promise.all(changes.slice(0, 200).map(read)));
}

function wordAt(view: EditorView): string {
  const { main } = view.state.selection;
  const word = main.empty ? view.state.wordAt(main.head) : main;
  return word ? view.state.sliceDoc(word.from, word.to) : "";
}

export async function format(): Promise<void> {
  const now = await current();
  if (!now || isLocked(now.it)) return;
  const { doc } = now.view.state;
  const changes = await server.languages.format({ workspace: here.value, path: now.it.path.peek() });
  if (!changes.length) return say(text.formatted);
  put(now.it, now.view, doc, changes[0]!);
}

/** Lets somebody pick what is done about the code at the cursor. */
export async function quickFix(): Promise<void> {
  const now = await current();
  if (!now || isLocked(now.it)) return;
  const { it, view } = now;
  const { doc, selection } = view.state;
  const { from, to } = selection.main;
  const end = placeOf(it, view, to);
  const found = await server.languages.actions({
    ...placeOf(it, view, from),
    end_line: end.line,
    end_column: end.column,
  });
  if (!found.length) return say(text.noFix);
  const ordered = [...found].sort((a, b) => weight(b) - weight(a));
  pick({
    title: text.fix,
    placeholder: text.pickFix,
    empty: text.noFix,
    items: () => ordered.map(({ id, title, server }) => ({ id, title, note: server })),
    async chosen({ id, title }) {
      const changes = await server.languages.edits_of({ workspace: here.value, id });
      const only = changes.length === 1 ? changes[0] : undefined;
      if (only && only.path === it.path.peek()) put(it, view, doc, only);
      else await propose(title, changes);
      view.focus();
    },
  });
}

const weight = ({ preferred, kind }: { preferred: boolean; kind: string }): number =>
  (preferred ? 2 : 0) + (kind === "quickfix" ? 1 : 0);

/** Ends the language servers of the active file; they start again when they are needed. */
export async function restart(): Promise<void> {
  const path = active.peek()?.text.path.peek();
  for (const each of path ? serversOf(path) : []) {
    if (each.state === "missing") continue;
    await server.languages.restart({ workspace: here.value, server: each.name, ...once() });
  }
  if (path) await server.languages.diagnostics({ workspace: here.value, path });
}

/** Goes to the next problem of the active text, or the one before. */
export async function step(by: 1 | -1): Promise<void> {
  const { nextDiagnostic, previousDiagnostic } = await import("@codemirror/lint");
  const view = active.peek()?.view;
  if (view) (by > 0 ? nextDiagnostic : previousDiagnostic)(view);
}
