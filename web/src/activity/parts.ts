// Which part of the view is shown.

import { signal } from "@preact/signals";
import { showSide } from "../shell/layout.ts";

export type Part = "events" | "tasks" | "clients" | "health";

export const part = signal<Part>("events");

/** Shows a part at the side. */
export function showPart(which: Part): void {
  part.value = which;
  showSide("activity");
}
