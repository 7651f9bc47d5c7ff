// How high a line of a list is, in pixels: more where fingers point.

import { signal } from "@preact/signals";
import "./tokens.css";

const COARSE = matchMedia("(pointer: coarse)");

function measured(): number {
  const style = getComputedStyle(document.documentElement);
  return Number.parseFloat(style.getPropertyValue("--row")) * Number.parseFloat(style.fontSize);
}

/** The token `--row` in pixels. */
export const rowHeight = signal(measured());

COARSE.addEventListener("change", () => (rowHeight.value = measured()));
