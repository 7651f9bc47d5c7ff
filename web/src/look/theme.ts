// Light or dark: as the system has it, or as this person chose (shared with /api and /docs).

import { signal } from "@preact/signals";

const NAME = "theme";
export type Theme = "" | "light" | "dark";

/** What was chosen; empty follows the system. */
export const theme = signal<Theme>((localStorage.getItem(NAME) ?? "") as Theme);

theme.subscribe((value) => {
  document.documentElement.dataset["theme"] = value;
  if (value) localStorage.setItem(NAME, value);
  else localStorage.removeItem(NAME);
});
