// Between the tabs of this page and the open files that the server keeps.

import type { OpenFile } from "../rpc.gen.ts";
import { empty, type Group, type Node, opened, type Tab } from "../shell/tree.ts";

/** The files that are open, each once, in the order of their tabs, and the path of the active one. */
export function filesOf(groups: readonly Group[], current: string): { files: OpenFile[]; active: string } {
  const tabs = groups.flatMap((group) => group.tabs).filter((each) => each.kind === "file");
  const files = new Map<string, OpenFile>();
  for (const { key, preview } of tabs)
    files.set(key, { path: key, preview: preview && (files.get(key)?.preview ?? true) });
  const group = groups.find((each) => each.id === current);
  const active = tabs.find((each) => each.id === group?.active)?.key ?? "";
  return { files: [...files.values()], active };
}

/** A group with a tab for each file, for a layout that says no more. */
export function rootOf(files: readonly OpenFile[], active: string, title: (path: string) => string): Node {
  const tab = (it: OpenFile): Tab => ({
    id: `file:${it.path}`,
    kind: "file",
    key: it.path,
    title: title(it.path),
    preview: it.preview ?? false,
  });
  const all = files.reduce((group, each) => opened(group, tab(each)), empty());
  const shown = files.find((each) => each.path === active);
  return shown ? opened(all, tab(shown)) : all;
}
