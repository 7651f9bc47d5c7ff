// The menu of a file, of several, or of the whole tree.

import { type MenuItem, openMenu, openMenuUnder } from "../look/Menu.tsx";
import { isShown } from "../preview/kinds.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import type { Node } from "./node.ts";
import { idOf } from "./Row.tsx";
import { at, indexOf, select, selected, selectNone, targets } from "./selection.ts";

/** Opens the menu of a node, or of the top folder, at a point. */
export function menuAt(x: number, y: number, node: Node | undefined): void {
  if (!node) selectNone();
  else if (!selected.value.has(node)) select(node);
  openMenu(x, y, items());
}

/** Opens the menu of what is selected, beside it. */
export function menuHere(): void {
  const box = document.getElementById(idOf(indexOf(at.value)))?.getBoundingClientRect();
  openMenu((box?.left ?? 0) + 40, box?.bottom ?? 0, items());
}

/** Opens the menu of what is selected at a button. */
export function menuBelow(button: Element): void {
  openMenuUnder(button, [...items(), "-", "files.follow", "files.collapse", "files.trash"]);
}

function items(): MenuItem[] {
  const nodes = targets();
  const write = may("files:write");
  const folders = nodes.some((each) => each.type === "folder");
  const saved: MenuItem = folders ? { title: words.files.downloadFilesOnly, off: true, run() {} } : "files.download";
  const groups: MenuItem[][] = [
    nodes.length === 1 && isShown(nodes[0]!.path) ? ["preview.showSelected"] : [],
    write ? ["files.newFile", "files.newFolder"] : [],
    [...(may("terminals:write") ? ["files.openInTerminal"] : []), "files.findInFolder"],
    write && nodes.length
      ? ["files.cut", "files.copy", "files.paste", "files.duplicate"]
      : write
        ? ["files.paste"]
        : [],
    ["files.copyPath", "files.copyRelativePath"],
    [...(write ? ["files.upload", "files.uploadFolder"] : []), ...(nodes.length ? [saved] : [])],
    write && nodes.length ? ["files.rename", "files.delete"] : [],
  ];
  return groups.filter((each) => each.length).flatMap((each, n) => (n ? ["-" as const, ...each] : each));
}
