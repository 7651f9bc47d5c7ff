// The explorer: the workspace's files at the side, always as they are.

import { Files, Trash2 } from "lucide-preact";
import { later } from "../look/later.tsx";
import { open } from "../shell/layout.ts";
import { addSideView, addTabKind } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { addCommands } from "./commands.ts";
import { Explorer } from "./Explorer.tsx";
import { beginNew } from "./editing.ts";
import { showExplorer } from "./focus.ts";
import { whenAnswered } from "./ignored.ts";
import * as revealing from "./reveal.ts";
import { keepPlace } from "./selection.ts";
import { changes, follow, tree, unfold } from "./store.ts";

export { iconOf } from "./icons.ts";
export { mine } from "./own.ts";

/** Shows a file or folder in the explorer. */
export async function reveal(path: string): Promise<void> {
  await showExplorer();
  await revealing.reveal(path);
}

/** Asks in the explorer for the name of a new file in a folder, and makes it. */
export const createFile = (folder: string): Promise<void> => make("file", folder);

/** Asks in the explorer for the name of a new folder in a folder, and makes it. */
export const createFolder = (folder: string): Promise<void> => make("folder", folder);

async function make(kind: "file" | "folder", path: string): Promise<void> {
  await showExplorer();
  const folder = path ? await unfold(path) : tree.root;
  if (folder) await beginNew(kind, folder);
}

/** Opens the list of what was deleted. */
export const openTrash = (): void => void open("trash", "", words.files.trash);

/** Adds the explorer and the trash. */
export function start(): void {
  addSideView({ id: "explorer", title: words.files.title, icon: Files, View: Explorer, command: "shell.explorer" });
  addTabKind("trash", { View: later(async () => (await import("./Trash.tsx")).Trash), icon: () => Trash2 });
  addCommands();
  whenAnswered(() => changes.value++);
  follow();
  keepPlace();
  revealing.followActive();
}
