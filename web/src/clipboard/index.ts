// The clipboard: what this person copied on any of their devices, and what others show here.

import { ClipboardList } from "lucide-preact";
import { register } from "../commands/registry.ts";
import { activeView } from "../editor/active.ts";
import { later } from "../look/later.tsx";
import { may } from "../server.ts";
import { showSide } from "../shell/layout.ts";
import { addSideView } from "../shell/views.ts";
import { screens } from "../terminals/screens.ts";
import { active } from "../terminals/state.ts";
import { words } from "../words/index.ts";
import { addTarget, lastTarget, start as notice } from "./targets.ts";

const acting = () => import("./acting.ts");

/** Adds the view and the commands. */
export function start(): void {
  const View = later(async () => (await import("./View.tsx")).View);
  addSideView({ id: "clipboard", title: words.clipboard.title, icon: ClipboardList, View });
  const writable = () => may("clipboard:write");
  register(
    { id: "clipboard.show", title: words.clipboard.show, run: () => showSide("clipboard") },
    {
      id: "clipboard.copySelection",
      title: words.clipboard.copySelection,
      key: "Mod+Alt+C",
      inTerminal: true,
      when: writable,
      run: async () => (await acting()).copySelection(),
    },
    {
      id: "clipboard.insert",
      title: words.clipboard.insert,
      key: "Mod+Alt+V",
      inTerminal: true,
      when: () => lastTarget() !== undefined,
      run: async () => (await acting()).pickToInsert(),
    },
    {
      id: "clipboard.take",
      title: words.clipboard.takeCommand,
      when: writable,
      run: async () => (await acting()).take(),
    },
  );
  addTarget({
    within: ".cm-editor",
    insert(text) {
      const view = activeView.peek();
      if (!view || view.state.readOnly) return;
      view.dispatch(view.state.replaceSelection(text), { userEvent: "input.paste", scrollIntoView: true });
      view.focus();
    },
    selection() {
      const view = activeView.peek();
      return view?.state.selection.ranges.map(({ from, to }) => view.state.sliceDoc(from, to)).join("\n") ?? "";
    },
  });
  const screen = () => screens.peek().get(active.peek()?.id ?? "");
  addTarget({
    within: ".xterm",
    insert: (text) => screen()?.clipboard.paste(text),
    selection: () => screen()?.term.getSelection() ?? "",
  });
  notice();
}
