// Cut, copy and paste of files within the page, and as text and files from and to the system.

import { signal } from "@preact/signals";
import { say } from "../notices/notices.ts";
import { may, workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { put } from "./actions.ts";
import { type Node, nameOf } from "./node.ts";
import { leaveOff } from "./reveal.ts";
import { folderHere, select, targets } from "./selection.ts";
import { tree, unfold } from "./store.ts";
import { upload } from "./uploads.ts";

/** What was cut or copied; paths, for it may be pasted long after. */
export const held = signal<{ how: "move" | "copy"; nodes: readonly Node[] } | undefined>(undefined);

const pathsOf = (nodes: readonly Node[]): string[] => nodes.map((each) => each.path);

/** Holds what is selected, to be pasted. */
export function hold(how: "move" | "copy"): void {
  held.value = { how, nodes: targets() };
}

/** Pastes what is held into the folder that is selected. */
export async function paste(): Promise<void> {
  const it = held.value;
  if (!it) return;
  if (it.how === "move") held.value = undefined;
  const nodes = it.nodes.filter((each) => !each.gone);
  const paths = await put(pathsOf(nodes), folderHere().path, it.how);
  await choose(paths);
}

/** Selects what has come, once it is there. */
export async function choose(paths: readonly string[]): Promise<void> {
  let how: "alone" | "too" = "alone";
  for (const path of paths.slice(0, 100)) {
    const node = await unfold(path);
    if (node) select(node, how);
    how = "too";
  }
  leaveOff();
}

/** The browser's own event of a copy or cut: the paths go out as text too. */
export function copied(event: ClipboardEvent, how: "move" | "copy"): void {
  if (!targets().length) return;
  event.preventDefault();
  event.clipboardData?.setData("text/plain", pathsOf(targets()).join("\n"));
  hold(how);
}

/** The browser's own event of a paste: files from elsewhere are uploaded. */
export async function pasted(event: ClipboardEvent): Promise<void> {
  const files = [...(event.clipboardData?.files ?? [])];
  event.preventDefault();
  if (!may("files:write")) throw new Error(words.files.noWrite);
  if (!files.length) return paste();
  const sources = files.map((file) => ({ path: file.name, size: file.size, file: async () => file }));
  await upload(sources, folderHere().path);
}

/** Copies the paths of what is selected as text. */
export async function copyPaths(whole: boolean): Promise<void> {
  const top = workspace.value?.folder ?? "";
  const paths = targets().length ? pathsOf(targets()) : [""];
  await write(paths.map((each) => (whole ? `${top}${each && "/"}${each}` : each || ".")).join("\n"));
  say(words.files.copied, { kind: "done" });
}

async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** Saves a file where the browser saves things. */
export function download(node: Node, address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = nameOf(node.path);
  link.click();
}

export const isCut = (node: Node): boolean => held.value?.how === "move" && held.value.nodes.includes(node);
export const canPaste = (): boolean => !!held.value && tree.root.children !== undefined;
