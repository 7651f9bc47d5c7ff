// Terminals: the panel below, and starting one from elsewhere.

import { panelView } from "../shell/views.ts";
import { watchPanel } from "./actions.ts";
import { addCommands } from "./commands.ts";
import { Panel } from "./Panel.tsx";
import { shareArrangement } from "./shared.ts";
import { keepKnown } from "./state.ts";

export { newTerminal, openInTerminal } from "./actions.ts";

/** Adds the terminals to the page. */
export function start(): void {
  panelView.value = Panel;
  addCommands();
  keepKnown();
  shareArrangement();
  watchPanel();
}
