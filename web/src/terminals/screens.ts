// The screens that this page holds: of the terminals that are shown, and of the few that were shown last.

import { signal } from "@preact/signals";
import type { Screen } from "./screen.ts";

const HIDDEN = 4;

/** Loaded screens by terminal, the one that was shown last at the end. */
export const screens = signal<ReadonlyMap<string, Screen>>(new Map());

/** Loads what draws terminals, before it is needed. */
export const load = () => import("./screen.ts");

/** The screen of a terminal, a new one if this page has none. */
export async function screenOf(id: string): Promise<Screen> {
  const { Screen } = await load();
  const screen = screens.value.get(id) ?? new Screen(id);
  screens.value = new Map([...[...screens.value].filter(([each]) => each !== id), [id, screen]]);
  return screen;
}

/** Lets screens go that were not shown for longest; what they showed is read again when they are. */
export function trim(keep: ReadonlySet<string>): void {
  const hidden = [...screens.value].filter(([id]) => !keep.has(id));
  for (const [id] of hidden.slice(0, Math.max(0, hidden.length - HIDDEN))) drop(id);
}

/** Lets a screen go. */
export function drop(id: string): void {
  const screen = screens.value.get(id);
  if (!screen) return;
  screens.value = new Map([...screens.value].filter(([each]) => each !== id));
  screen.dispose();
}
