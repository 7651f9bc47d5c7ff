// Where something is inserted: what somebody typed in last, an editor, a terminal or a note.

/** Something that text can be inserted into. */
export interface Target {
  /** Selects its elements. */
  within: string;
  insert(text: string): void | Promise<void>;
  /** What is selected in it. */
  selection(): string;
}

const targets: Target[] = [];
let last: { target: Target; element: Element } | undefined;

/** Adds a kind of target; whoever has a feature to type in calls it once. */
export function addTarget(target: Target): void {
  targets.push(target);
}

/** Begins to notice where somebody types. */
export function start(): void {
  document.addEventListener("focusin", ({ target: element }) => {
    if (!(element instanceof Element)) return;
    const target = targets.find((each) => element.closest(each.within));
    if (target) last = { target, element };
  });
}

/** What somebody typed in last, if it is still seen. */
export const lastTarget = (): Target | undefined =>
  last?.element.isConnected && last.element.checkVisibility() ? last.target : undefined;
