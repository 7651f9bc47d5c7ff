// Terminals: the panel below, and starting one from elsewhere.

import { SquareTerminal } from "lucide-preact";
import { addPanelTab } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { watchPanel } from "./actions.ts";
import { addCommands } from "./commands.ts";
import { Panel } from "./Panel.tsx";
import { shareArrangement } from "./shared.ts";
import { keepKnown } from "./state.ts";

export { newTerminal, openInTerminal } from "./actions.ts";

/** Adds the terminals to the page. */
export function start(): void {
  addPanelTab({ id: "terminals", title: words.shell.terminal, icon: SquareTerminal, View: Panel, order: 1 });
  addCommands();
  keepKnown();
  shareArrangement();
  watchPanel();
}
