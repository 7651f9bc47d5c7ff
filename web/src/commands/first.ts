import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Gives the keyboard to the first of what fits in a tab that was fetched, unless it is elsewhere by then. */
export function useFirst(box: RefObject<HTMLElement>, selector: string): void {
  useEffect(() => {
    const { activeElement: now, body } = document;
    const free = !now || now === body || now.closest("[data-region=centre]");
    if (free) box.current?.querySelector<HTMLElement>(selector)?.focus();
  }, []);
}
