// The tree in the page: where the keyboard goes back to.

import type { VirtualHandle } from "../look/Virtual.tsx";
import { showSide, side } from "../shell/layout.ts";

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

/** Shows the explorer; returns when it is drawn and has got the focus. */
export async function showExplorer(): Promise<void> {
  if (side.value.open && side.value.view === "explorer") return;
  showSide("explorer");
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
}
