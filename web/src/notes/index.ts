// Notes: formatted text that people write together; on disk they are Markdown.

import { addTarget } from "../clipboard/targets.ts";
import { register } from "../commands/registry.ts";
import { openFile } from "../editor/state.ts";
import { RpcError } from "../rpc.ts";
import { here, may, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { active } from "./state.ts";

const acts = () => import("./acts.ts");
type Acts = Awaited<ReturnType<typeof acts>>;
const text = words.notes;

/** Adds the commands of notes; the editor itself is loaded with the first one. */
export function start(): void {
  const there = () => active.value !== undefined && may("documents:write");
  const add = (id: string, title: string, key: string, act: (all: Acts) => unknown) =>
    register({
      id: `notes.${id}`,
      title,
      ...(key && { key }),
      place: "note",
      when: there,
      run: async () => void (await act(await acts())),
    });
  register({ id: "notes.new", title: text.create, when: () => may("files:write"), run: create });
  add("bold", text.bold, "Mod+B", (all) => all.mark("strong"));
  add("italic", text.italic, "Mod+I", (all) => all.mark("em"));
  add("code", text.code, "Mod+E", (all) => all.mark("code"));
  add("strike", text.strike, "Mod+Shift+X", (all) => all.mark("strike"));
  add("link", text.link, "Mod+K", (all) => all.link());
  for (const level of [1, 2, 3]) {
    add(`heading${level}`, text.heading(level), `Mod+Alt+${level}`, (all) => all.heading(level));
  }
  add("paragraph", text.paragraph, "Mod+Alt+0", (all) => all.heading(0));
  add("bullets", text.bullets, "Mod+Shift+8", (all) => all.list("bullet_list"));
  add("numbers", text.numbers, "Mod+Shift+7", (all) => all.list("ordered_list"));
  add("quote", text.quote, "Mod+Shift+9", (all) => all.quote());
  add("codeBlock", text.codeBlock, "", (all) => all.codeBlock());
  add("rule", text.rule, "", (all) => all.rule());
  add("table", text.insertTable, "", (all) => all.table());
  add("picture", text.image, "", (all) => all.picture());
  add("undo", text.undo, "", (all) => all.undo());
  add("redo", text.redo, "", (all) => all.redo());
  add("save", text.save, "Mod+S", (all) => all.save());
  add("export", text.export, "", (all) => all.exported());
  addTarget({
    within: ".note-text",
    insert(words) {
      const view = active.peek()?.view;
      view?.dispatch(view.state.tr.insertText(words).scrollIntoView());
      view?.focus();
    },
    selection() {
      const state = active.peek()?.view.state;
      return state ? state.doc.textBetween(state.selection.from, state.selection.to, "\n", "\n") : "";
    },
  });
}

/** Makes a note at the top of the workspace, and opens it. */
async function create(): Promise<void> {
  for (let number = 1; number < 1000; number++) {
    const path = text.name(number);
    try {
      await server.files.create({ workspace: here.value, path, ...once() });
      return openFile(path);
    } catch (error) {
      if (!(error instanceof RpcError) || error.kind !== "Conflict") throw error;
    }
  }
}
