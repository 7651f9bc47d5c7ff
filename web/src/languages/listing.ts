// The lines of the list of problems: files, and in each what is wrong with it.

import { computed, signal } from "@preact/signals";
import { activePath } from "../editor/state.ts";
import type { Diagnostic } from "../rpc.gen.ts";
import { problems } from "./store.ts";

/** A line of the list: a file, or one of its problems. */
export interface Row {
  key: string;
  path: string;
  problem?: Diagnostic;
  /** Of a file: how many there are. */
  count: number;
  folded: boolean;
}

/** What was typed to narrow the list down. */
export const typed = signal("");
/** Whether only the active file's are shown. */
export const narrowed = signal(false);
/** The line that the keyboard is at. */
export const at = signal(0);
const folded = signal<ReadonlySet<string>>(new Set());

const ORDER = { error: 0, warning: 1, information: 2, hint: 3 };

/** All lines, those with errors first. */
export const rows = computed((): readonly Row[] => {
  const wanted = typed.value.trim().toLowerCase();
  const files = [...problems.value]
    .filter(([path]) => !narrowed.value || path === activePath.value)
    .map(([path, found]) => ({ path, found: found.filter((each) => fits(path, each, wanted)).sort(byWeight) }))
    .filter(({ found }) => found.length)
    .sort((a, b) => ORDER[a.found[0]!.severity] - ORDER[b.found[0]!.severity] || (a.path < b.path ? -1 : 1));
  return files.flatMap(({ path, found }) => {
    const closed = folded.value.has(path);
    const head: Row = { key: path, path, count: found.length, folded: closed };
    const lines = closed ? [] : found.map((problem, n) => ({ ...head, key: `${path}\n${n}`, problem }));
    return [head, ...lines];
  });
});

const byWeight = (a: Diagnostic, b: Diagnostic): number =>
  ORDER[a.severity] - ORDER[b.severity] || a.range.line - b.range.line || a.range.column - b.range.column;

const fits = (path: string, it: Diagnostic, wanted: string): boolean =>
  !wanted || [path, it.message, it.code ?? "", it.source ?? ""].some((each) => each.toLowerCase().includes(wanted));

/** Folds a file or unfolds it; the other of what it is, if not said. */
export function fold(path: string, closed = !folded.value.has(path)): void {
  const next = new Set(folded.value);
  if (closed) next.add(path);
  else next.delete(path);
  folded.value = next;
}
