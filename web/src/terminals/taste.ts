// How this person likes terminals; kept in this browser and on the server.

import { effect, type Signal, signal } from "@preact/signals";
import { tie } from "../preferences.ts";

const NAME = "icotes-terminal-taste";
const USUAL = { size: 13, cursor: "block" as const, reader: false };
const CURSORS = ["block", "bar", "underline"] as const;

export interface Taste {
  /** Size of the letters in CSS pixels. */
  size: number;
  cursor: (typeof CURSORS)[number];
  /** What is printed is told to screen readers. */
  reader: boolean;
}

export const taste = signal<Taste>({ ...USUAL, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") });

effect(() => localStorage.setItem(NAME, JSON.stringify(taste.value)));

/** One of its parts as a signal of its own. */
function part<K extends keyof Taste>(key: K): Signal<Taste[K]> {
  const value = signal(taste.peek()[key]);
  effect(() => void (value.value = taste.value[key]));
  effect(() => {
    const now = value.value;
    if (taste.peek()[key] !== now) taste.value = { ...taste.peek(), [key]: now };
  });
  return value;
}

tie(part("size"), "terminal.font_size", Number, Number);
tie(part("cursor"), "terminal.cursor", (value) => value as Taste["cursor"], String);
tie(part("reader"), "terminal.screen_reader", Boolean, Boolean);

/** Makes the letters larger by some pixels, or as usual again. */
export function enlarge(by: number | undefined): void {
  const size = by === undefined ? USUAL.size : Math.min(32, Math.max(8, taste.value.size + by));
  taste.value = { ...taste.value, size };
}

/** Takes the next shape of the cursor. */
export function nextCursor(): void {
  const cursor = CURSORS[(CURSORS.indexOf(taste.value.cursor) + 1) % CURSORS.length]!;
  taste.value = { ...taste.value, cursor };
}

/** Turns what screen readers are told on or off. */
export function toggleReader(): boolean {
  taste.value = { ...taste.value, reader: !taste.value.reader };
  return taste.value.reader;
}
