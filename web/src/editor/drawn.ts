// Which drawings (SVG) are shown as such, and not as text.

import { signal } from "@preact/signals";

/** The paths of texts that are shown as the drawings that they are. */
export const drawn = signal<ReadonlySet<string>>(new Set());

/** Shows a drawing, or its text again. */
export function draw(path: string, on: boolean): void {
  const others = [...drawn.value].filter((each) => each !== path);
  drawn.value = new Set(on ? [...others, path] : others);
}
