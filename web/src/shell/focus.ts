// Where the keyboard is: the regions of the frame, and how to get from one to the next.

/** A part of the frame that can have the focus, in the order of F6. */
export type Region = "rail" | "side" | "centre" | "panel" | "status" | "notices";

const REGIONS: readonly Region[] = ["rail", "side", "centre", "panel", "status", "notices"];
/** What gets the focus in a region: the first of these that is there. */
const TARGETS = [
  "[data-focus]",
  ".cm-content",
  ".xterm-helper-textarea",
  'input:not(:disabled), textarea, [tabindex="0"], button:not(:disabled):not([tabindex="-1"]), a[href]',
];

const seen = (element: Element): boolean => element.checkVisibility();

function boxOf(region: Region): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>(`[data-region="${region}"]`)].filter(seen);
  return all.find((each) => each.dataset["current"] !== undefined) ?? all[0];
}

/** Goes into a region: to what it marks with `data-focus`, else to the first thing that takes the keyboard. */
export function focusRegion(region: Region): boolean {
  const box = boxOf(region);
  if (!box) return false;
  const inside = box.querySelector<HTMLElement>("[data-inside]") ?? box;
  const all = TARGETS.flatMap((each) => [...inside.querySelectorAll<HTMLElement>(each)]);
  const target = all.find(seen) ?? inside;
  target.focus();
  return document.activeElement === target;
}

/** Whether somebody picks or answers something: what is drawn meanwhile must not take the keyboard. */
export const isAsked = (): boolean => !!document.activeElement?.closest("[role=dialog], dialog, [role=menu]");

/** Goes there once it is drawn, unless somebody picks something by then. */
export function focusSoon(region: Region): void {
  const go = () => isAsked() || focusRegion(region);
  requestAnimationFrame(() => requestAnimationFrame(go));
}

/** Goes there if nothing has the keyboard any more once the page is drawn. */
export function focusIfLost(region: Region): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.activeElement === document.body && focusRegion(region)),
  );
}

/** Goes to what was drawn later than the keyboard came to its part of the window, unless that has gone elsewhere since. */
export function focusLate(element: HTMLElement | undefined): void {
  const now = document.activeElement;
  const region = element?.closest("[data-region]");
  if (now === document.body || (region?.contains(now) && !now?.closest(".cm-editor, input, textarea")))
    element?.focus();
}

/** Goes to the next region, or the one before. */
export function nextRegion(by: 1 | -1): void {
  const here = document.activeElement?.closest<HTMLElement>("[data-region]")?.dataset["region"] as Region | undefined;
  const start = here ? REGIONS.indexOf(here) : by > 0 ? -1 : 0;
  for (let n = 1; n <= REGIONS.length; n++) {
    const at = (start + by * n + REGIONS.length * 2) % REGIONS.length;
    if (focusRegion(REGIONS[at]!)) return;
  }
}
