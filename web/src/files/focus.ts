// The tree in the page: where the keyboard goes back to.

import type { VirtualHandle } from "../look/Virtual.tsx";

let handle: VirtualHandle | undefined;

export function keepHandle(given: VirtualHandle): void {
  handle = given;
}

export function focusTree(): void {
  handle?.element.focus({ preventScroll: true });
}

/** Scrolls to a line. */
export function revealLine(index: number, centre: boolean): void {
  handle?.reveal(index, centre);
}
