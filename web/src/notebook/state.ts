// The notebooks that are drawn, and which of them commands mean.

import { signal } from "@preact/signals";
import type { Desk } from "./desk.ts";

/** The notebook that somebody used last. */
export const active = signal<Desk | undefined>(undefined);

export const isNotebook = (path: string): boolean => path.endsWith(".ipynb");
