// What can wait until the page has nothing else to do.

/** Does it once the page is idle, or after a second at the latest; not every browser says when it is idle. */
export function whenIdle(it: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(it, { timeout: 1_000 });
  else setTimeout(it, 200);
}

/** What a page needs to be used comes before what it may need, in milliseconds. */
const SOON = 500;
let resting: Promise<void> | undefined;

/** Settles a while after the page began: what it may need is fetched then. */
export function rested(): Promise<void> {
  resting ??= new Promise((resolve) => setTimeout(() => whenIdle(resolve), SOON));
  return resting;
}
