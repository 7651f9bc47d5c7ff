// What can be done with runs, by name and key.

import { register } from "../commands/registry.ts";
import { activePath } from "../editor/index.tsx";
import { may } from "../server.ts";
import { showPanel } from "../shell/layout.ts";
import { copy } from "../shell/menu.ts";
import { words } from "../words/index.ts";
import { textOf } from "./paper.ts";
import { askHistory, cancel, historyShown, languages, mayRun, runFile, runs, shown } from "./state.ts";

export function addCommands(): void {
  const text = words.run;
  register(
    {
      id: "run.file",
      title: text.file,
      key: "Alt+R",
      when: () => (languages.value ? runs(activePath.value) : activePath.value !== "") && mayRun(),
      run: () => runFile(activePath.peek()),
    },
    {
      id: "run.again",
      title: text.again,
      when: () => !!shown.value?.run.path && shown.value.run.state === "ended" && mayRun(),
      run: () => runFile(shown.peek()?.run.path ?? ""),
    },
    {
      id: "run.cancel",
      title: text.cancel,
      key: "Alt+Shift+R",
      when: () => shown.value?.run.state === "running" && may("execution:write"),
      run: () => cancel(),
    },
    {
      id: "run.copy",
      title: text.copy,
      when: () => !!shown.value && !shown.value.paper.empty,
      run: () => copy(textOf(shown.peek()!.paper)),
    },
    { id: "run.output", title: text.show, key: "Mod+Shift+U", run: () => showPanel(true, "output") },
    {
      id: "run.history",
      title: text.history,
      when: () => may("execution:read"),
      run: async () => {
        showPanel(true, "output");
        historyShown.value = !historyShown.peek();
        if (historyShown.peek()) await askHistory();
      },
    },
  );
}
