// Doing things by name and by keys: the palette, the form of every method, the list of shortcuts.

import { Keyboard, SquareFunction } from "lucide-preact";
import { h, render } from "preact";
import { later } from "../look/later.tsx";
import { open } from "../shell/layout.ts";
import type { Tab } from "../shell/tree.ts";
import { addTabKind } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { Pick } from "./Pick.tsx";
import { calls, doings } from "./palette.ts";
import { addPrefix, pick, pickByPrefix } from "./pick.ts";
import { register } from "./registry.ts";

export { addPrefix, type PickItem, pick, type Source } from "./pick.ts";

interface TabProps {
  tab: Tab;
  group: string;
}

/** Shows everything that can be done, to pick from. */
export function openPalette(): void {
  pickByPrefix(">");
}

/** Shows all commands with their keys, to be searched and changed. */
export function showShortcuts(): void {
  open("shortcuts", "", words.commands.shortcuts);
}

/** Adds the palette and what it opens. */
export function start(): void {
  addPrefix({ prefix: ">", title: words.commands.paletteWay, source: doings });
  addTabKind("method", {
    View: later<TabProps>(async () => (await import("./MethodView.tsx")).MethodView),
    icon: () => SquareFunction,
    closed: ({ key }) => void import("./calling.ts").then((it) => it.forget(key)),
  });
  addTabKind("shortcuts", {
    View: later<TabProps>(async () => (await import("./Shortcuts.tsx")).Shortcuts),
    icon: () => Keyboard,
  });
  register(
    {
      id: "commands.palette",
      title: words.commands.palette,
      key: "Mod+Shift+P F1",
      inTerminal: true,
      run: openPalette,
    },
    { id: "commands.call", title: words.commands.method, run: () => pick(calls) },
    { id: "commands.shortcuts", title: words.commands.shortcuts, key: "Mod+/ Alt+F1", run: showShortcuts },
  );
  render(h(Pick, {}), document.body.appendChild(document.createElement("div")));
}
