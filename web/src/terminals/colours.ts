// The colours of a terminal, from the tokens as they are now: light or dark.

import type { ITheme } from "@xterm/xterm";
import "./ansi.css";

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

/** Reads the tokens in the place where a terminal stands. */
export function coloursAt(place: HTMLElement): ITheme {
  const probe = place.appendChild(document.createElement("i"));
  const read = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const plain = Object.fromEntries(NAMES.map((name) => [name, read(`ansi-${name}`)]));
  const bright = Object.fromEntries(
    NAMES.map((name) => [`bright${name[0]!.toUpperCase()}${name.slice(1)}`, read(`ansi-bright-${name}`)]),
  );
  const theme = {
    ...plain,
    ...bright,
    foreground: read("ink"),
    background: read("sheet"),
    cursor: read("accent"),
    cursorAccent: read("sheet"),
    selectionBackground: read("ansi-selection"),
    selectionInactiveBackground: read("ansi-selection"),
    scrollbarSliderBackground: read("ansi-slider"),
    scrollbarSliderHoverBackground: read("edge"),
    scrollbarSliderActiveBackground: read("edge"),
    overviewRulerBorder: read("sheet"),
  };
  probe.remove();
  return theme;
}

/** The colours of what was found. */
export function marksAt(place: HTMLElement) {
  const style = (name: string) => hex(place, name);
  return {
    matchBackground: style("ansi-found"),
    matchOverviewRuler: style("warn"),
    activeMatchBackground: style("ansi-found-now"),
    activeMatchBorder: style("accent"),
    activeMatchColorOverviewRuler: style("accent"),
  };
}

function hex(place: HTMLElement, name: string): string {
  const probe = place.appendChild(document.createElement("i"));
  probe.style.color = `var(--${name})`;
  const parts = getComputedStyle(probe).color.match(/[\d.]+/g) ?? [];
  probe.remove();
  return `#${parts
    .slice(0, 3)
    .map((each) => Number(each).toString(16).padStart(2, "0"))
    .join("")}`;
}
