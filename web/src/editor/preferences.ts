// How this person wants all texts to be shown.

import { effect, type Signal, signal } from "@preact/signals";
import { tie } from "../preferences.ts";

const NARROW = matchMedia("(max-width: 700px)");

function kept(name: string, otherwise: string): Signal<string> {
  const value = signal(localStorage.getItem(name) ?? otherwise);
  effect(() => {
    try {
      localStorage.setItem(name, value.value);
    } catch {
      // No place to keep it: it holds for this page.
    }
  });
  return value;
}

const usualWrap = (value: string) => ({ true: "on", false: "off" })[value] ?? value;
const chosenWrap = kept("icotes-wrap", "auto");
chosenWrap.value = usualWrap(chosenWrap.value);
const marked = kept("icotes-whitespace", "false");
/** Height of the letters in editors, in CSS pixels. */
const letters = kept("icotes-editor-letters", "13");
const narrow = signal(NARROW.matches);

NARROW.addEventListener("change", () => (narrow.value = NARROW.matches));

/** Long lines go on below instead of beyond the edge. */
export const wrap = () => chosenWrap.value === "on" || (chosenWrap.value === "auto" && narrow.value);
/** Spaces and tabs are marked. */
export const whitespace = () => marked.value === "true";

export const toggleWrap = (): void => void (chosenWrap.value = wrap() ? "off" : "on");
export const toggleWhitespace = (): void => void (marked.value = String(!whitespace()));

tie(chosenWrap, "editor.word_wrap", String, String);
tie(marked, "editor.whitespace", String, (value) => value === "true");
tie(letters, "editor.font_size", String, Number);
effect(() => document.documentElement.style.setProperty("--code", `${Number(letters.value) / 16}rem`));
