// Dragging in the tree: what is dragged is moved, or copied with Ctrl or Alt; files from elsewhere are uploaded.

import { signal } from "@preact/signals";
import { fail } from "../notices/notices.ts";
import { may } from "../server.ts";
import { put } from "./actions.ts";
import { choose } from "./clipboard.ts";
import { gather } from "./gather.ts";
import { type Node, within } from "./node.ts";
import { select, selected, targets } from "./selection.ts";
import { tree } from "./store.ts";
import { reading, upload } from "./uploads.ts";

/** How long a closed folder is hovered over until it opens, in milliseconds. */
const OPENS = 600;

/** What is dragged, for places outside of the tree that take paths: a line each. */
export const PATHS = "application/x-icotes-paths";

/** The folder into which it would fall. */
export const into = signal<Node | undefined>(undefined);

let dragged: readonly Node[] = [];
let opens: ReturnType<typeof setTimeout> | undefined;
let hovered: Node | undefined;

export function begin(event: DragEvent, node: Node): void {
  if (!may("files:write")) {
    event.preventDefault();
    return;
  }
  if (!selected.value.has(node)) select(node);
  dragged = targets();
  for (const kind of ["text/plain", PATHS])
    event.dataTransfer?.setData(kind, dragged.map((each) => each.path).join("\n"));
  if (event.dataTransfer) event.dataTransfer.effectAllowed = "copyMove";
}

const copies = (event: DragEvent): boolean => event.ctrlKey || event.altKey;
const folderOf = (node: Node | undefined): Node =>
  node === undefined ? tree.root : node.type === "folder" ? node : (node.parent ?? tree.root);

export function over(event: DragEvent, node: Node | undefined): void {
  const files = event.dataTransfer?.types.includes("Files");
  const folder = folderOf(node);
  const fits = dragged.every((each) => !within(folder.path, each.path) && (copies(event) || each.parent !== folder));
  if (!may("files:write") || !(files || (dragged.length && fits))) {
    into.value = undefined;
    return;
  }
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = files || copies(event) ? "copy" : "move";
  into.value = folder;
  hover(folder);
}

function hover(folder: Node): void {
  if (folder === hovered) return;
  clearTimeout(opens);
  hovered = folder;
  opens = setTimeout(() => tree.isOpen(folder) || void tree.open(folder), OPENS);
}

export function leave(): void {
  clearTimeout(opens);
  hovered = undefined;
  into.value = undefined;
}

export function end(): void {
  dragged = [];
  leave();
}

export async function drop(event: DragEvent): Promise<void> {
  const folder = into.value;
  const paths = dragged.map((each) => each.path);
  const how = copies(event) ? "copy" : "move";
  end();
  if (!folder) return;
  event.preventDefault();
  try {
    if (paths.length) return await choose(await put(paths, folder.path, how));
    if (!event.dataTransfer) return;
    reading.value = true;
    const sources = await gather(event.dataTransfer).finally(() => (reading.value = false));
    await upload(sources, folder.path);
  } catch (error) {
    fail(error);
  }
}
