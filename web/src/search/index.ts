// Search: in the contents of all files, by names, and quick open.

import { Search } from "lucide-preact";
import { addPrefix, pickByPrefix } from "../commands/pick.ts";
import { register } from "../commands/registry.ts";
import { rested } from "../look/idle.ts";
import { later } from "../look/later.tsx";
import { link, may } from "../server.ts";
import { showSide } from "../shell/layout.ts";
import { addSideView } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { mayReplace, replaceAll, replaceChosen, step } from "./acting.ts";
import { start as follow, lineCount } from "./found.ts";
import * as query from "./query.ts";
import { anyFile } from "./quick.ts";

const view = () => import("./SearchView.tsx");

/** Opens the field that finds files; what it begins with may say something else, e.g. `>`. */
export function quickOpen(initial = ""): void {
  pickByPrefix(initial);
}

/** Shows the search in a folder; empty is everything. */
export function searchIn(folder: string): void {
  query.byName.value = false;
  query.folder.value = folder;
  query.narrows.value ||= folder !== "";
  void showSearch();
}

/** Shows the search, for what is selected if that is a piece of a line. */
async function showSearch(): Promise<void> {
  const selected = getSelection()?.toString() ?? "";
  if (selected.trim() && !selected.includes("\n") && selected.length < 200) query.pattern.value = selected;
  const typed = typedAhead();
  showSide("search");
  await view();
  focus(typed);
}

/**
 * Leaves the place where somebody types, and keeps what is typed until there is another one.
 *
 * @returns Whether anything was typed.
 */
function typedAhead(): () => boolean {
  let typed = "";
  const taken = new AbortController();
  const until = { capture: true, signal: taken.signal };
  const press = (event: KeyboardEvent) => {
    if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    query.pattern.value = typed += event.key;
  };
  (document.activeElement as HTMLElement | null)?.blur();
  addEventListener("keydown", press, until);
  addEventListener("focusin", ({ target }) => (target as Element).matches(".side") || taken.abort(), until);
  return () => typed !== "";
}

/** Gives the keyboard to the field once it is drawn; what was typed ahead is not selected. */
function focus(typed: () => boolean, frames = 60): void {
  requestAnimationFrame(() => {
    const field = document.querySelector<HTMLInputElement>("#search-pattern");
    if (!field && frames) return focus(typed, frames - 1);
    field?.focus();
    if (!typed()) field?.select();
  });
}

function showReplacing(): Promise<void> {
  query.replaces.value = true;
  query.byName.value = false;
  return showSearch();
}

/** Adds the search. */
export function start(): void {
  const text = words.search;
  addSideView({
    id: "search",
    title: text.title,
    icon: Search,
    View: later(async () => (await view()).SearchView),
    command: "search.show",
  });
  addPrefix({ prefix: "", title: text.fileWay, source: anyFile });
  follow();
  rested()
    .then((): unknown => link.peek() === "live" && view())
    .catch(() => {});
  const replacing = () => query.replaces.value && mayReplace();
  const found = () => lineCount.value > 0;
  register(
    { id: "search.quickOpen", title: text.quickOpen, key: "Mod+P", inTerminal: true, run: () => quickOpen() },
    { id: "search.show", title: text.show, key: "Mod+Shift+F", inTerminal: true, run: showSearch },
    {
      id: "search.replace",
      title: text.showReplacing,
      key: "Mod+Shift+H",
      when: () => may("files:write"),
      run: showReplacing,
    },
    { id: "search.next", title: text.next, key: "F4", when: found, run: () => step(1) },
    {
      id: "search.replaceRow",
      title: text.replaceHere,
      key: "Mod+Shift+1",
      place: "search",
      when: replacing,
      run: replaceChosen,
    },
    {
      id: "search.replaceAll",
      title: text.replaceAllHere,
      key: "Mod+Alt+Enter",
      place: "search",
      when: replacing,
      run: replaceAll,
    },
    { id: "search.previous", title: text.previous, key: "Shift+F4", when: found, run: () => step(-1) },
  );
}
