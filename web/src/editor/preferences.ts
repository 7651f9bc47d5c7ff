// How this person wants all texts to be shown.

import { effect, type Signal, signal } from "@preact/signals";

function kept(name: string, otherwise: boolean): Signal<boolean> {
  const value = signal((localStorage.getItem(name) ?? String(otherwise)) === "true");
  effect(() => {
    try {
      localStorage.setItem(name, String(value.value));
    } catch {
      // No place to keep it: it holds for this page.
    }
  });
  return value;
}

/** Long lines go on below instead of beyond the edge. */
export const wrap = kept("icotes-wrap", matchMedia("(max-width: 700px)").matches);
/** Spaces and tabs are marked. */
export const whitespace = kept("icotes-whitespace", false);
