// The workspace's files as the explorer shows them, kept by events.

import { effect, signal } from "@preact/signals";
import { activePath } from "../editor/index.tsx";
import { listen } from "../events.ts";
import type { EventRecord } from "../rpc.gen.ts";
import { here, may, server } from "../server.ts";
import { ready } from "../shell/views.ts";
import { forgetIgnored } from "./ignored.ts";
import { type Node, nameOf, parentOf } from "./node.ts";
import { isMine } from "./own.ts";
import { type Change, type List, Tree } from "./tree.ts";

/** Entries that are asked for at first: more than a screen shows, few enough to be there at once. */
const FIRST = 500;
const PAGE = 10_000;
/** How long a change by others is marked, in milliseconds. */
const FRESH = 2_000;
const MARKED = 300;
const LINKS = 300;
/** How long something is waited for that the server said is there. */
const PATIENCE = 5_000;
const nameOfOpened = (): string => `icotes-opened:${here.value}`;

const list: List = async (path, after) => {
  const limit = after ? PAGE : FIRST;
  const page = await server.files.list({ workspace: here.value, path, after, limit });
  for (const each of page.items) {
    each.clash ??= false;
    each.escaped ??= false;
  }
  return page;
};

export const tree = new Tree(list);
/** Counts the changes of the tree: who reads it is drawn again. */
export const changes = signal(0);
/** Whether the top folder was listed. */
export const loaded = signal(false);
/** What others changed a moment ago. */
export const fresh = signal<ReadonlySet<Node>>(new Set());

/** Follows the files from the start of the page on. */
export function follow(): void {
  tree.changed = () => {
    changes.value++;
    loaded.value ||= tree.root.children !== undefined && tree.root.state === "";
  };
  listen("files.", take, () => tree.again());
  effect(() => {
    if (ready.value && may("files:read") && !tree.root.children) begin();
  });
  effect(() => {
    if (changes.value) keepOpened();
  });
}

function begin(): void {
  const kept = sessionStorage.getItem(nameOfOpened());
  for (const path of kept ? (JSON.parse(kept) as string[]) : []) tree.opened.add(path);
  void tree.open();
}

let keeping: ReturnType<typeof setTimeout> | undefined;

function keepOpened(): void {
  if (keeping) return;
  keeping = setTimeout(() => {
    keeping = undefined;
    sessionStorage.setItem(nameOfOpened(), JSON.stringify([...tree.opened].filter(Boolean).slice(0, 1000)));
  }, 200);
}

function take(event: EventRecord): void {
  const data = event.data as any;
  let changed: readonly Change[];
  if (event.kind === "files.changed") tree.apply((changed = [data]));
  else if (event.kind === "files.batch_changed") tree.apply((changed = data.changes));
  else if (event.kind === "files.moved") {
    changed = [{ ...data, change: "changed" }];
    tree.move(data.from, { path: data.path, type: data.type, version: data.version });
    if (isMine(data.from)) changed = [];
  } else return;
  mark(changed, data.origin === "method");
  if (changed.some((each) => nameOf(each.path) === ".gitignore")) forgetIgnored();
  relistLinks();
}

function mark(changed: readonly Change[], byMethod: boolean): void {
  const nodes: Node[] = [];
  for (const { path, change, type } of changed.slice(0, MARKED)) {
    const node = change === "deleted" || (type === "folder" && change === "changed") ? undefined : tree.get(path);
    if (node && !isMine(path) && !(byMethod && path === activePath.value)) nodes.push(node);
  }
  if (!nodes.length) return;
  fresh.value = new Set([...fresh.value, ...nodes].slice(-MARKED));
  setTimeout(() => {
    const left = new Set(fresh.value);
    for (const each of nodes) left.delete(each);
    fresh.value = left;
  }, FRESH);
}

let relisting: ReturnType<typeof setTimeout> | undefined;

/** What changes behind a link is told by its real path; so links that are open are listed again after changes. */
function relistLinks(): void {
  if (relisting) return;
  relisting = setTimeout(() => {
    relisting = undefined;
    for (const path of tree.opened) {
      const node = tree.get(path);
      if (node?.type === "link" && node.children) void tree.open(node);
    }
  }, LINKS);
}

/** Returns what is at a path, once the tree knows it; nothing if that takes too long. */
export function known(path: string): Promise<Node | undefined> {
  return new Promise((resolve) => {
    const done = (node: Node | undefined) => {
      clearTimeout(late);
      queueMicrotask(() => stop());
      resolve(node);
    };
    const late = setTimeout(() => done(undefined), PATIENCE);
    const stop = effect(() => {
      const node = changes.value >= 0 ? tree.get(path) : undefined;
      if (node) done(node);
    });
  });
}

/** Opens the folders above a path, and returns what is there. */
export async function unfold(path: string): Promise<Node | undefined> {
  const above: string[] = [];
  for (let each = parentOf(path); each; each = parentOf(each)) above.unshift(each);
  for (const each of above) {
    const folder = await known(each);
    if (!folder) return undefined;
    if (!tree.isOpen(folder) || !folder.children) await tree.open(folder);
  }
  return known(path);
}
