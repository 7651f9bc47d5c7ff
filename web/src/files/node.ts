// One thing in the tree, and in which order things stand: folders first, numbers by value, capital letters aside.

import type { Entry } from "../rpc.gen.ts";

/** A file, folder or link that is known. It stays the same object while it is renamed and moved. */
export interface Node {
  path: string;
  name: string;
  /** Orders it among those beside it. */
  key: string;
  depth: number;
  parent: Node | undefined;
  type: Entry["type"];
  version: string;
  escaped: boolean;
  clash: boolean;
  /** What is in it, in order; undefined until it was listed. */
  children: Node[] | undefined;
  /** How its listing is. */
  state: "" | "loading" | "failed";
  /** Why it can't be listed. */
  why: string;
  /** Whether git ignores it, as it was said last. */
  ignored: boolean;
  /** Of which time that is; 0 if it was not asked. */
  asked: number;
  /** It is in the tree no more. */
  gone: boolean;
}

/** What is told of a node by a listing or an event. */
export interface Told {
  path: string;
  type: Entry["type"];
  version?: string | null;
  escaped?: boolean;
  clash?: boolean;
}

const ESCAPE = /%([01][0-9A-F]|7F|25|[89A-F][0-9A-F])/;

/** Makes a node of what was told. */
export function made(told: Told, parent: Node | undefined): Node {
  const name = nameOf(told.path);
  return {
    path: told.path,
    name,
    key: keyOf(name, told.type),
    depth: parent ? parent.depth + 1 : -1,
    parent,
    type: told.type,
    version: told.version ?? "",
    escaped: told.escaped ?? ESCAPE.test(name),
    clash: told.clash ?? false,
    children: undefined,
    state: "",
    why: "",
    ignored: parent?.ignored ?? false,
    asked: 0,
    gone: false,
  };
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const join = (folder: string, name: string): string => (folder ? `${folder}/${name}` : name);
/** Whether a path is another one, or in it. */
export const within = (path: string, folder: string): boolean =>
  path === folder || folder === "" || path.startsWith(`${folder}/`);

/** What a name is compared by; equal ones some file systems, and people, take for the same. */
export const fold = (name: string): string => name.normalize("NFC").toLowerCase();

/** Orders names: folders first, numbers by their value, without regard to case and accents. */
export function keyOf(name: string, type: Entry["type"]): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it asks for ASCII
  const plain = /^[\x00-\x7f]*$/.test(name) ? name : name.normalize("NFD").replace(/\p{M}/gu, "");
  const natural = plain.toLowerCase().replace(/\d+/g, (digits) => {
    const number = digits.replace(/^0+(?=\d)/, "");
    return `0${String.fromCharCode(0x100 + number.length)}${number}`;
  });
  return (type === "folder" ? "0" : "1") + natural;
}

/** Which of two beside each other comes first: negative for the first one. */
export function compare(one: Node, other: Node): number {
  if (one.key !== other.key) return one.key < other.key ? -1 : 1;
  const [a, b] = [`${fold(one.name)}\0${one.name}`, `${fold(other.name)}\0${other.name}`];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where a node is, or belongs, among ordered ones. */
export function place(among: readonly Node[], node: Node): number {
  let [low, high] = [0, among.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(among[middle] as Node, node) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const FEW = 16;

/** Adds nodes to ordered ones, without sorting these again. */
export function merged(among: Node[], added: Node[]): Node[] {
  if (added.length <= FEW) {
    for (const each of added) among.splice(place(among, each), 0, each);
    return among;
  }
  added.sort(compare);
  if (!among.length) return added;
  const all: Node[] = [];
  let next = 0;
  for (const each of added) {
    while (next < among.length && compare(among[next] as Node, each) < 0) all.push(among[next++] as Node);
    all.push(each);
  }
  while (next < among.length) all.push(among[next++] as Node);
  return all;
}

/** Takes nodes that are gone out of ordered ones. */
export function without(among: Node[], gone: Node[]): Node[] {
  if (gone.length > FEW) return among.filter((each) => !each.gone);
  for (const each of gone) {
    const at = place(among, each);
    if (among[at] === each) among.splice(at, 1);
  }
  return among;
}
