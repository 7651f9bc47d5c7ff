// Short messages to the person at the page; the same one is not stacked up.

import { computed, signal } from "@preact/signals";

/** A message. */
export interface Notice {
  id: number;
  kind: "done" | "failed" | "note";
  text: string;
  /** When it was said (the last time), in milliseconds since the epoch. */
  at: number;
  /** How often it was said. */
  times: number;
  /** What can be done about it, e.g. undo. */
  action?: { title: string; run(): void | Promise<void> };
}

/** More than these wait until others are gone. */
const SHOWN = 3;
const SECONDS = { done: 6, note: 6, failed: 0 };
/** With something to do about it there is more time. */
const ACTION_SECONDS = 10;
const KEPT = 50;

/** What is to be read now, oldest first; failures stay until they are dismissed. */
export const notices = signal<readonly Notice[]>([]);
/** Those of them that are drawn: the newest. */
export const drawn = computed(() => notices.value.slice(-SHOWN));
/** What was said, newest first. */
export const past = signal<readonly Notice[]>([]);
/** Whether somebody reads them: none goes meanwhile. */
export const held = signal(false);

let last = 0;

/** Shows a message, instead of an equal one. */
export function say(text: string, options: Partial<Pick<Notice, "kind" | "action">> = {}): void {
  const kind = options.kind ?? "note";
  const before = notices.value.find((each) => each.text === text && each.kind === kind);
  const notice: Notice = {
    id: ++last,
    kind,
    text,
    at: Date.now(),
    times: (before?.times ?? 0) + 1,
    ...(options.action && { action: options.action }),
  };
  notices.value = [...notices.value.filter((each) => each !== before), notice];
  past.value = [notice, ...past.value.filter((each) => each.id !== before?.id)].slice(0, KEPT);
  if (SECONDS[kind]) setTimeout(() => leave(notice.id), (notice.action ? ACTION_SECONDS : SECONDS[kind]) * 1000);
}

/** Shows why something did not work. */
export function fail(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  say(error instanceof Error ? error.message : String(error), { kind: "failed" });
}

/** Goes, once nobody reads it any more. */
function leave(id: number): void {
  if (held.value) setTimeout(() => leave(id), 2_000);
  else dismiss(id);
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((each) => each.id !== id);
}

export function dismissAll(): void {
  notices.value = [];
}
