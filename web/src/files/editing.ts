// The name that is being typed in the tree: of something new, or a new one of what is there.

import { signal } from "@preact/signals";
import { fail } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import { create, rename } from "./actions.ts";
import { join, type Node } from "./node.ts";
import { at, select } from "./selection.ts";
import { tree, unfold } from "./store.ts";

const LONGEST = 255;

/** A name that is being typed. */
export interface Editing {
  /** Tells it from the next one. */
  id: number;
  kind: "file" | "folder" | "name";
  /** Where it is or will be. */
  folder: Node;
  /** What gets the name; nothing while it is new. */
  node?: Node;
  /** Why the server did not take it. */
  refused?: string;
  /** What is being made or renamed: the server was asked. */
  busy?: string;
}

export const editing = signal<Editing | undefined>(undefined);
let last = 0;

/** Asks for the name of something new in a folder. */
export async function beginNew(kind: "file" | "folder", folder: Node): Promise<void> {
  if (folder !== tree.root && !tree.isOpen(folder)) await tree.open(folder);
  editing.value = { id: ++last, kind, folder };
}

export function beginRename(node: Node): void {
  select(node);
  editing.value = { id: ++last, kind: "name", folder: node.parent ?? tree.root, node };
}

export function cancel(): void {
  editing.value = undefined;
}

/** What is wrong with a name, as far as it can be seen from here; nothing if all is well. */
export function wrong(it: Editing, value: string): string {
  const names = value.replace(/\/$/, "").split("/");
  if (!value || (it.node && value === it.node.name)) return "";
  if (names.some((each) => each === "" || each === "." || each === "..")) return words.files.badName;
  const longest = Math.max(...names.map((each) => new TextEncoder().encode(each).length));
  if (longest > LONGEST) return words.files.tooLong(longest);
  const taken = tree.get(join(it.folder.path, value));
  if (taken && taken !== it.node) return words.files.takenAlready(value);
  return "";
}

/** What may be unwanted about a name. */
export const doubtful = (value: string): string => (value !== value.trim() ? words.files.spaces : "");

/** Takes the name and says whether it is done; what the server has against it stands beneath, and nothing is lost. */
export async function finish(value: string): Promise<boolean> {
  const it = editing.value;
  if (!it || it.busy || wrong(it, value)) return false;
  if (!value || value === it.node?.name) {
    cancel();
    return true;
  }
  editing.value = { ...it, busy: join(it.folder.path, value.split("/")[0] as string) };
  try {
    const path = it.node ? await rename(it.node, value) : await create(it.kind, it.folder, value);
    const still = isStill(it);
    if (still) editing.value = undefined;
    void unfold(path).then((node) => node && still && (!it.node || at.value === it.node) && select(node));
    return true;
  } catch (error) {
    if (isStill(it)) editing.value = { ...it, refused: (error as Error).message };
    else fail(error);
    return false;
  }
}

/** Whether it is this name that is being typed: while the server is asked, somebody may begin another. */
const isStill = (it: Editing): boolean => editing.value?.id === it.id;

/** Where the name ends that is typed anew most often: before the last dot. */
export function stemOf(node: Node): number {
  const dot = node.name.lastIndexOf(".");
  return node.type === "folder" || dot <= 0 ? node.name.length : dot;
}
