// The explorer's commands: for its menu, its toolbar, the palette and the keys.

import { ChevronsDownUp, Crosshair, Ellipsis, FilePlus, FolderPlus, Upload } from "lucide-preact";
import { type Command, register } from "../commands/registry.ts";
import { activePath } from "../editor/index.tsx";
import { searchIn } from "../search/index.ts";
import { may, raw } from "../server.ts";
import { open } from "../shell/layout.ts";
import { openInTerminal } from "../terminals/index.ts";
import { words } from "../words/index.ts";
import { copyTo, ready, remove } from "./actions.ts";
import { canPaste, choose, copyPaths, download, hold, paste } from "./clipboard.ts";
import { beginNew, beginRename } from "./editing.ts";
import { showExplorer } from "./focus.ts";
import { chosen } from "./gather.ts";
import { menuBelow } from "./menu.ts";
import { follows, reveal, setFollows } from "./reveal.ts";
import { at, folderHere, selectAll, targets } from "./selection.ts";
import { tree } from "./store.ts";
import { upload } from "./uploads.ts";

const place = "explorer";
const write = (): boolean => may("files:write");
const some = (): boolean => write() && targets().length > 0;

async function beginIn(kind: "file" | "folder"): Promise<void> {
  ready();
  await showExplorer();
  await beginNew(kind, folderHere());
}

async function duplicate(): Promise<void> {
  ready();
  const paths: string[] = [];
  for (const { path } of targets()) paths.push(await copyTo(path, path));
  await choose(paths);
}

/** Asks for files, or a folder, and uploads them. */
function pickFiles(folder: boolean): void {
  const field = document.createElement("input");
  field.type = "file";
  field.multiple = true;
  field.webkitdirectory = folder;
  const target = folderHere().path;
  field.addEventListener("change", () => void upload(chosen(field.files ?? []), target));
  field.click();
}

/** The folder that a command about a folder means. */
const folderPath = (): string => folderHere().path;

const making: Command[] = [
  { id: "files.newFile", title: words.files.newFile, key: "Mod+Alt+N", when: write, run: () => beginIn("file") },
  {
    id: "files.newFolder",
    title: words.files.newFolder,
    key: "Mod+Alt+Shift+N",
    when: write,
    run: () => beginIn("folder"),
  },
  {
    id: "files.rename",
    title: words.files.rename,
    key: "F2",
    place,
    when: some,
    run: () => {
      ready();
      const node = at.value ?? targets()[0];
      if (node) beginRename(node);
    },
  },
  {
    id: "files.delete",
    title: words.files.remove,
    key: "Delete Mod+Backspace",
    place,
    when: some,
    run: () => remove(targets()),
  },
  { id: "files.duplicate", title: words.files.duplicate, key: "Mod+D", place, when: some, run: duplicate },
  { id: "files.upload", title: words.files.upload, when: write, run: () => pickFiles(false) },
  { id: "files.uploadFolder", title: words.files.uploadFolder, when: write, run: () => pickFiles(true) },
];

const carrying: Command[] = [
  { id: "files.cut", title: words.files.cut, key: "Mod+X", native: true, place, when: some, run: () => hold("move") },
  { id: "files.copy", title: words.files.copy, key: "Mod+C", native: true, place, when: some, run: () => hold("copy") },
  {
    id: "files.paste",
    title: words.files.paste,
    key: "Mod+V",
    native: true,
    place,
    when: () => write() && canPaste(),
    run: paste,
  },
  { id: "files.copyPath", title: words.files.copyPath, key: "Alt+Shift+C", place, run: () => copyPaths(true) },
  {
    id: "files.copyRelativePath",
    title: words.files.copyRelativePath,
    key: "Mod+Alt+Shift+C",
    place,
    run: () => copyPaths(false),
  },
  {
    id: "files.download",
    title: words.files.download,
    when: () => targets().some((each) => each.type !== "folder"),
    run: () => {
      for (const each of targets()) if (each.type !== "folder") download(each, raw(each.path));
    },
  },
];

const going: Command[] = [
  {
    id: "files.openInTerminal",
    title: words.files.openInTerminal,
    when: () => may("terminals:write"),
    run: () => openInTerminal(folderPath()),
  },
  {
    id: "files.findInFolder",
    title: words.files.findInFolder,
    key: "Alt+Shift+F",
    place,
    run: () => searchIn(folderPath()),
  },
  { id: "files.collapse", title: words.files.collapse, run: () => tree.closeAll() },
  { id: "files.selectAll", title: words.files.selectAll, key: "Mod+A", place, hidden: true, run: selectAll },
  {
    id: "files.reveal",
    title: words.files.reveal,
    when: () => activePath.value !== "",
    run: async () => {
      await showExplorer();
      await reveal(activePath.value);
    },
  },
  { id: "files.follow", title: words.files.follow, run: () => setFollows(!follows.value) },
  { id: "files.trash", title: words.files.openTrash, run: () => void open("trash", "", words.files.trash) },
];

/** Adds the commands. */
export function addCommands(): void {
  register(...making, ...carrying, ...going);
}

/** The buttons of the toolbar. */
export function tools() {
  return [
    ...(write()
      ? [
          { icon: FilePlus, command: "files.newFile" },
          { icon: FolderPlus, command: "files.newFolder" },
          { icon: Upload, command: "files.upload" },
        ]
      : []),
    { icon: Crosshair, command: "files.follow", "aria-pressed": follows.value },
    { icon: ChevronsDownUp, command: "files.collapse" },
    {
      icon: Ellipsis,
      title: words.files.more,
      "aria-haspopup": "menu" as const,
      onClick: (event: MouseEvent) => menuBelow(event.currentTarget as Element),
    },
  ];
}
