// What can be picked from, and what was picked lately.

import { signal } from "@preact/signals";
import type { Icon } from "../look/icon.ts";
import { focusIfLost } from "../shell/focus.ts";

/** Something to pick. */
export interface PickItem {
  /** What was picked lately is remembered by it. */
  id: string;
  title: string;
  /** Softer, beside the title; it is searched too. */
  note?: string;
  /** At the end of the line, e.g. its keys. */
  end?: string;
  /** A heading, said at the first line that has it. */
  group?: string;
  icon?: Icon;
  /** The title is a name in the server's or the file's own spelling. */
  mono?: boolean;
  /** How much it goes before others that fit as well. */
  weight?: number;
  /** It is shown softer, e.g. because this key lacks the right. */
  dim?: boolean;
}

/** Where the items come from, and what becomes of the one that is picked. */
export interface Source<T extends PickItem = PickItem> {
  /** What the field is called. */
  title: string;
  placeholder: string;
  /** Called when it is turned to, e.g. to ask the server for what `items` reads. */
  opened?: () => void;
  /** All there are, by signals; what is typed chooses and orders them. */
  items?: () => readonly T[];
  /** Instead of `items`: those for what was typed, in order. */
  load?: (query: string, signal: AbortSignal) => readonly T[] | Promise<readonly T[]>;
  /** What of the typed text is to be marked in the items; all of it unless said. */
  marked?: (query: string) => string;
  /** What is said when there is nothing. */
  empty: string | ((query: string) => string);
  /** Under this name what was picked is kept, and comes first the next time. */
  recent?: string;
  chosen(item: T, how: { aside: boolean }): void | Promise<void>;
}

/** A way to another source: it begins with what is typed first, e.g. `>`. */
export interface Prefix {
  prefix: string;
  /** Said in a hint, e.g. "commands". */
  title: string;
  source: Source<any>;
  /** Whether it is of use now. */
  when?: () => boolean;
}

/** What is open. */
export interface Picking {
  /** Nothing where what is typed first says it. */
  source: Source<any> | undefined;
  initial: string;
  back: Element | null;
}

export const picking = signal<Picking | undefined>(undefined);
export const prefixes = signal<readonly Prefix[]>([]);

/** Adds a way to another source; the one with an empty prefix is where quick open begins. */
export function addPrefix(prefix: Prefix): void {
  prefixes.value = [...prefixes.value, prefix].sort((a, b) => b.prefix.length - a.prefix.length);
}

function start(source: Source<any> | undefined, initial: string): void {
  picking.value = { source, initial, back: picking.value?.back ?? document.activeElement };
}

/** Opens a field and a list to pick one from. */
export function pick<T extends PickItem>(source: Source<T>, initial = ""): void {
  start(source, initial);
}

/** Opens the field in which what is typed first says what is picked from. */
export function pickByPrefix(initial = ""): void {
  start(undefined, initial);
}

/** Closes it; the focus goes back to where it was. */
export function closePick(): void {
  const { back } = picking.value ?? {};
  picking.value = undefined;
  if (back instanceof HTMLElement && back.isConnected) back.focus();
  focusIfLost("centre");
}

const NONE: Source = { title: "", placeholder: "", empty: "", items: () => [], chosen: () => {} };

/** The source for what was typed, and the rest of it. */
export function sourceOf(it: Picking, typed: string): { source: Source<any>; query: string } {
  if (it.source) return { source: it.source, query: typed };
  const way = prefixes.value.find((each) => typed.startsWith(each.prefix) && each.when?.() !== false);
  return { source: way?.source ?? NONE, query: typed.slice(way?.prefix.length ?? 0).trimStart() };
}

const KEPT = 30;

const nameOf = (name: string): string => `icotes-recent-${name}`;

/** The ids of what was picked lately under a name, the last one first. */
export function recent(name: string): readonly string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(name)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

/** Keeps that something was picked. */
export function remember(name: string, id: string): void {
  const kept = [id, ...recent(name).filter((each) => each !== id)].slice(0, KEPT);
  localStorage.setItem(nameOf(name), JSON.stringify(kept));
}
