// What can wait until the page has nothing else to do.

/** Does it once the page is idle, or after a second at the latest; not every browser says when it is idle. */
export function whenIdle(it: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(it, { timeout: 1_000 });
  else setTimeout(it, 200);
}
