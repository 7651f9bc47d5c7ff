// What other features have to say of files in the explorer.

import { signal } from "@preact/signals";

/** A letter behind a name, or a dot if there is none; `kind` gives the colour. */
export interface Decoration {
  letter: string;
  kind: string;
  title: string;
}

/** By path; git says what changed. */
export const decorations = signal<ReadonlyMap<string, Decoration>>(new Map());
