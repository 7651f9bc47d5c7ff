// Runs: the button above a file, and the panel with what programs print.

import { effect } from "@preact/signals";
import { ScrollText } from "lucide-preact";
import { activePath } from "../editor/index.tsx";
import { later } from "../look/later.tsx";
import { may } from "../server.ts";
import { addPanelTab, addTabAct, ready } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { Act } from "./Act.tsx";
import { addCommands } from "./commands.ts";
import { askLanguages, keepKnown, running } from "./state.ts";

/** Adds runs to the page. */
export function start(): void {
  addPanelTab({
    id: "output",
    title: words.run.output,
    icon: ScrollText,
    View: later(async () => (await import("./Panel.tsx")).Panel),
    badge: running,
    order: 3,
  });
  addTabAct("file", Act);
  addCommands();
  const known = effect(() => {
    if (!ready.value) return;
    queueMicrotask(() => known());
    keepKnown();
  });
  const asked = effect(() => {
    if (!ready.value || !activePath.value || !may("execution:read")) return;
    queueMicrotask(() => asked());
    askLanguages();
  });
}
