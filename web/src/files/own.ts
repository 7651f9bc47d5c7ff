// What this page itself did: that is no news to the person in front of it.

import { parentOf } from "./node.ts";

const KEPT = 10_000;
const done = new Map<string, number>();

/** Says that this page changes something, right before it does. */
export function mine(...paths: string[]): void {
  const now = Date.now();
  for (const [path, until] of done) if (until < now) done.delete(path);
  for (const path of paths) done.set(path, now + KEPT);
}

/** Whether it was this page that changed something there a moment ago. */
export function isMine(path: string): boolean {
  for (let each = path; each; each = parentOf(each)) if ((done.get(each) ?? 0) > Date.now()) return true;
  return false;
}
