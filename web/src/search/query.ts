// What is asked for: kept while the page lives, so that the view can be left and come back to.

import { computed, signal } from "@preact/signals";
import type { Pattern } from "./replacing.ts";

export const pattern = signal("");
export const regex = signal(false);
export const exact = signal(false);
export const word = signal(false);
/** Globs, with commas between. */
export const include = signal("");
export const exclude = signal("");
export const hidden = signal(false);
export const ignored = signal(false);
/** The folder to look in; empty is everything. */
export const folder = signal("");
export const replacement = signal("");
/** Whether the field for the replacement is shown. */
export const replaces = signal(false);
/** Whether the fields for files are shown. */
export const narrows = signal(false);
/** Whether names are looked for, and not contents. */
export const byName = signal(false);

const globs = (text: string): string[] =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter(Boolean);

/** All that decides what is found; the same one is asked once. */
export const query = computed(() => ({
  pattern: pattern.value,
  path: folder.value,
  regex: regex.value,
  case: exact.value,
  word: word.value,
  include: globs(include.value),
  exclude: globs(exclude.value),
  hidden: hidden.value,
  ignored: ignored.value,
}));

export type Query = typeof query.value;

/** The part of a query that says how a text is found. */
export const patternOf = ({ pattern, regex, case: exact, word }: Query): Pattern => ({
  pattern,
  regex,
  case: exact,
  word,
});
