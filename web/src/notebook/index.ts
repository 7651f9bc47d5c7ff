// Notebooks: cells of code and text that people write and run together.

import { register } from "../commands/registry.ts";
import { openFile } from "../editor/state.ts";
import { RpcError } from "../rpc.ts";
import { here, may, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import type { Desk } from "./desk.ts";
import { active } from "./state.ts";

const text = words.notebook;

/** Adds the commands of notebooks; the notebook itself is loaded with the first one. */
export function start(): void {
  const add = (
    id: string,
    title: string,
    act: (desk: Desk) => unknown,
    when: (desk: Desk) => boolean = (desk) => desk.writable,
    key = "",
  ) =>
    register({
      id: `notebooks.${id}`,
      title,
      ...(key && { key }),
      place: "notebook",
      when: () => active.value !== undefined && when(active.value),
      run: async () => void (await act(active.peek()!)),
    });
  const runs = (desk: Desk) => desk.runs;
  const running = (desk: Desk) => desk.running;
  register({ id: "notebooks.new", title: text.create, when: () => may("files:write"), run: create });
  add(
    "runCell",
    text.runCell,
    (desk) => desk.run(),
    (desk) => desk.runs || desk.writable,
  );
  add("runAll", text.runAll, (desk) => desk.runCells(), runs);
  add(
    "start",
    text.startKernel,
    (desk) => desk.runCells([]),
    (desk) => runs(desk) && !running(desk),
  );
  add("interrupt", text.interrupt, (desk) => desk.interrupt(), running);
  add("restart", text.restart, (desk) => desk.restart(), running);
  add("restartAndRun", text.restartAndRun, (desk) => desk.restartAndRun(), running);
  add("stop", text.stop, (desk) => desk.stop(), running);
  add("clear", text.clear, (desk) => desk.clear());
  add("addCode", text.addCode, (desk) => desk.insert("below", "code", true));
  add("addMarkdown", text.addMarkdown, (desk) => desk.insert("below", "markdown", true));
  add("moveUp", text.moveUp, (desk) => desk.move(-1));
  add("moveDown", text.moveDown, (desk) => desk.move(1));
  add("remove", text.remove, (desk) => desk.remove());
  add("undo", text.undo, (desk) => desk.book.undo());
  add("redo", text.redo, (desk) => desk.book.redo());
  add("save", text.save, (desk) => desk.save(), undefined, "Mod+S");
}

/** Makes a notebook at the top of the workspace, and opens it. */
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
