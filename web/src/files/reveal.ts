// Shows where a file is in the tree: when asked, and of each file that is gone to, if that is wanted.

import { effect, signal } from "@preact/signals";
import { activePath } from "../editor/index.tsx";
import { revealLine } from "./focus.ts";
import { indexOf, select } from "./selection.ts";
import { loaded, unfold } from "./store.ts";

const NAME = "icotes-follow";

/** Whether the file that is gone to is shown in the tree. */
export const follows = signal(localStorage.getItem(NAME) !== "no");

export function setFollows(wanted: boolean): void {
  follows.value = wanted;
  localStorage.setItem(NAME, wanted ? "yes" : "no");
  if (wanted && activePath.value) void reveal(activePath.value);
}

let latest = "";

/** Something else is selected: what is being looked for must not take its place. */
export function leaveOff(): void {
  latest = "";
}

/** Opens the folders above a file, selects it and scrolls to it. */
export async function reveal(path: string): Promise<void> {
  latest = path;
  const node = await unfold(path);
  if (!node || latest !== path) return;
  select(node);
  requestAnimationFrame(() => revealLine(indexOf(node), true));
}

/** Follows the active file from now on. */
export function followActive(): void {
  effect(() => {
    const path = activePath.value;
    if (path && follows.value && loaded.value) void reveal(path);
  });
}
