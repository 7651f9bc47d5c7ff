// The editor: files in tabs. What is heavy is loaded beside the connection, so that it is there when a file opens.

import { effect } from "@preact/signals";
import { register } from "../commands/registry.ts";
import { listen } from "../events.ts";
import { Dots } from "../live/People.tsx";
import { later } from "../look/later.tsx";
import { say } from "../notices/notices.ts";
import type { EventRecord } from "../rpc.gen.ts";
import { addStatus, addTabKind, ready } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { iconOf } from "./icons.ts";
import { Loading } from "./Loading.tsx";
import { activePath, dirtyPaths, openFile } from "./state.ts";

export { activePath, dirtyPaths, openFile } from "./state.ts";

const desk = () => import("./desk.ts");

/** Somebody wants a file to be seen, e.g. by `icotes FILE`. */
function show({ data }: EventRecord): void {
  const { path, line } = data as { path: string; line?: number | null };
  openFile(path, line ? { line } : {});
}

/** Adds what the editor gives to the frame. */
export function start(): void {
  void desk();
  addTabKind("file", {
    View: later(async () => (await desk()).FileTab, Loading),
    isDirty: (tab) => dirtyPaths.value.has(tab.key),
    mayClose: async (tab) => !dirtyPaths.value.has(tab.key) || (await desk()).mayClose(tab.key),
    closed: (tab) => void desk().then(({ closed }) => closed(tab.key)),
    icon: (tab) => iconOf(tab.key),
    Beside: ({ tab }) => <Dots path={tab.key} />,
    acts: ["editor.save", "editor.undo", "editor.redo", "editor.find", "editor.goToLine", "editor.wrap"],
  });
  addStatus(
    "right",
    later(async () => (await desk()).Status),
  );
  listen("workspaces.file_opened", show, () => {});
  const end = effect(() => {
    if (!ready.value) return;
    queueMicrotask(() => end());
    void follow();
  });
  register(
    {
      id: "editor.save",
      title: words.editor.saveFile,
      key: "Mod+S",
      when: () => activePath.value !== "",
      run: async () => (await desk()).savePath(activePath.peek()),
    },
    { id: "editor.saveAll", title: words.editor.saveAll, key: "Mod+Alt+S", run: async () => (await desk()).saveAll() },
    {
      id: "editor.revert",
      title: words.editor.revert,
      when: () => dirtyPaths.value.has(activePath.value),
      run: async () => (await desk()).revertPath(activePath.peek()),
    },
  );
}

/** Follows the disk, and says what was not saved the last time and has no tab. */
async function follow(): Promise<void> {
  const lost = await (await desk()).follow();
  if (!lost.length) return;
  const run = () => lost.forEach((path) => openFile(path));
  say(words.editor.leftOver(lost.length), { action: { title: words.editor.openThem, run } });
}
