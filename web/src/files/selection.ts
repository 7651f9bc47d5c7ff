// What is selected in the explorer, and where the keyboard is.

import { effect, signal } from "@preact/signals";
import { type Node, within } from "./node.ts";
import { changes, tree } from "./store.ts";

/** Where the keyboard is. */
export const at = signal<Node | undefined>(undefined);
export const selected = signal<ReadonlySet<Node>>(new Set());

let anchor: Node | undefined;
let line = 0;

export const indexOf = (node: Node | undefined): number => (node ? tree.rows.indexOf(node) : -1);

/** Goes to a node and selects it: alone, with those selected before, or all from where the selection began. */
export function select(node: Node, how: "alone" | "too" | "range" = "alone"): void {
  if (how === "range") {
    range(node);
    return;
  }
  const next = new Set(how === "too" ? selected.value : []);
  if (how === "too" && next.has(node)) next.delete(node);
  else next.add(node);
  anchor = node;
  at.value = node;
  selected.value = next;
}

function range(node: Node): void {
  const [from, to] = [indexOf(anchor ?? at.value ?? node), indexOf(node)].sort((a, b) => a - b) as [number, number];
  selected.value = new Set(tree.rows.slice(Math.max(0, from), to + 1));
  at.value = node;
}

export function selectAll(): void {
  selected.value = new Set(tree.rows);
}

/** What commands are about: what is selected, without what is in something that is selected. */
export function targets(): Node[] {
  const chosen = [...selected.value].filter((each) => !each.gone);
  const all = new Set(chosen);
  const top = chosen.filter((each) => {
    for (let above = each.parent; above; above = above.parent) if (all.has(above)) return false;
    return true;
  });
  return top.sort((a, b) => indexOf(a) - indexOf(b));
}

/** The folder that something new belongs to. */
export function folderHere(): Node {
  const node = at.value;
  if (!node || node.gone || !selected.value.size) return tree.root;
  return node.type === "folder" ? node : (node.parent ?? tree.root);
}

/** Leaves a folder that is closed. */
export function leave(folder: Node): void {
  if (at.value && at.value !== folder && within(at.value.path, folder.path)) select(folder);
}

/** Selects nothing. */
export function selectNone(): void {
  selected.value = new Set();
  anchor = undefined;
}

/** The first name after the current one that begins with what was typed. */
export function byName(typed: string): Node | undefined {
  const rows = tree.rows;
  const start = Math.max(0, indexOf(at.value)) + (typed.length === 1 ? 1 : 0);
  for (let n = 0; n < rows.length; n++) {
    const node = rows[(start + n) % rows.length] as Node;
    if (node.name.toLowerCase().startsWith(typed)) return node;
  }
  return undefined;
}

/** Keeps the keyboard where it was when what it was at is gone. */
export function keepPlace(): void {
  effect(() => {
    if (!changes.value) return;
    const node = at.peek();
    if (!node) return;
    if ([...selected.peek()].some((each) => each.gone))
      selected.value = new Set([...selected.peek()].filter((each) => !each.gone));
    if (!node.gone) {
      line = indexOf(node);
      return;
    }
    const next = tree.rows[Math.min(line, tree.rows.length - 1)];
    at.value = next;
    if (next && !selected.peek().size) select(next);
  });
}
