// What clicks and keys do in the tree, beside the commands.

import { openFile } from "../editor/index.tsx";
import { fail } from "../notices/notices.ts";
import { here, server } from "../server.ts";
import { editing } from "./editing.ts";
import { focusTree } from "./focus.ts";
import { menuHere } from "./menu.ts";
import type { Node } from "./node.ts";
import { at, byName, leave, select, selectNone } from "./selection.ts";
import { tree } from "./store.ts";

/** How long letters belong to one word that is looked for, in milliseconds. */
const WORD = 800;

export function click(event: MouseEvent, node: Node | undefined): void {
  focusTree();
  if (!node) selectNone();
  else if (event.shiftKey) select(node, "range");
  else if (event.ctrlKey || event.metaKey) select(node, "too");
  else {
    select(node);
    if (event.detail < 2 || node.type === "folder") void show(node, { preview: true, focus: false });
  }
}

export function doubleClick(node: Node | undefined): void {
  if (node && node.type !== "folder") openFile(node.path, { preview: false, focus: true });
}

/** Opens or closes a folder, opens a file. */
async function show(node: Node, options: { preview: boolean; focus: boolean }): Promise<void> {
  if (node.type === "folder" || node.children) return toggle(node);
  if (node.type === "link" && (await leadsToFolder(node))) return;
  openFile(node.path, options);
}

/** Opens a link as a folder, if it leads to one. */
async function leadsToFolder(node: Node): Promise<boolean> {
  const { path } = node;
  const listed = await server.files.list({ workspace: here.value, path, limit: 1 }).catch(() => undefined);
  if (listed) await tree.open(node);
  return listed !== undefined;
}

function toggle(node: Node): void {
  if (tree.isOpen(node) && node.state !== "failed") {
    leave(node);
    tree.close(node);
  } else void tree.open(node).catch(fail);
}

export function press(event: KeyboardEvent): void {
  if (editing.value || event.ctrlKey || event.metaKey || event.altKey) return;
  const node = at.value;
  if (event.key.length > 1 && event.key !== "Shift") typed = "";
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) menuHere();
  else if (event.key === "Escape") node ? select(node) : selectNone();
  else if (event.key === "*") openBeside(node);
  else if (node && event.key === "ArrowRight") right(node);
  else if (node && event.key === "ArrowLeft") left(node);
  else if (node && event.key === "Enter") void show(node, { preview: false, focus: true });
  else if (node && event.key === " " && !typed) void show(node, { preview: true, focus: false });
  else if (event.key.length === 1) typeAhead(event.key);
  else return;
  event.preventDefault();
}

function right(node: Node): void {
  const [first] = node.children ?? [];
  if (!tree.isOpen(node)) {
    if (node.type === "folder") void tree.open(node);
    else if (node.type === "link") void leadsToFolder(node);
  } else if (first) select(first);
}

function left(node: Node): void {
  if (tree.isOpen(node)) tree.close(node);
  else if (node.parent && node.parent !== tree.root) select(node.parent);
}

/** Opens all folders beside a node. */
function openBeside(node: Node | undefined): void {
  for (const each of (node?.parent ?? tree.root).children ?? [])
    if (each.type === "folder" && !tree.isOpen(each)) void tree.open(each);
}

let typed = "";
let forget: ReturnType<typeof setTimeout> | undefined;

function typeAhead(letter: string): void {
  clearTimeout(forget);
  forget = setTimeout(() => (typed = ""), WORD);
  typed = typed === letter.toLowerCase() ? typed : typed + letter.toLowerCase();
  const found = byName(typed);
  if (found) select(found);
}
