// Short messages to the person at the page; the same one is not stacked up.

import { signal } from "@preact/signals";

/** A message. */
export interface Notice {
  id: number;
  kind: "done" | "failed" | "note";
  text: string;
  /** How often it was said. */
  times: number;
  /** What can be done about it, e.g. undo. */
  action?: { title: string; run(): void | Promise<void> };
}

const SHOWN = 3;
const SECONDS = { done: 6, note: 6, failed: 0 };

/** What is to be read now, oldest first; failures stay until they are dismissed. */
export const notices = signal<readonly Notice[]>([]);
let last = 0;

/** Shows a message, instead of an equal one. */
export function say(text: string, options: Partial<Pick<Notice, "kind" | "action">> = {}): void {
  const kind = options.kind ?? "note";
  const before = notices.value.find((each) => each.text === text && each.kind === kind);
  const notice = {
    id: ++last,
    kind,
    text,
    times: (before?.times ?? 0) + 1,
    ...(options.action && { action: options.action }),
  };
  notices.value = [...notices.value.filter((each) => each !== before), notice].slice(-SHOWN);
  if (SECONDS[kind]) setTimeout(() => dismiss(notice.id), SECONDS[kind] * 1000);
}

/** Shows why something did not work. */
export function fail(error: unknown): void {
  if (error instanceof DOMException && error.name === "AbortError") return;
  say(error instanceof Error ? error.message : String(error), { kind: "failed" });
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter((each) => each.id !== id);
}
