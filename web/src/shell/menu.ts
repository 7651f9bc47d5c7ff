// The menus of the frame.

import { command, run } from "../commands/registry.ts";
import type { MenuItem } from "../look/Menu.tsx";
import { type Theme, theme } from "../look/theme.ts";
import { fail, say } from "../notices/notices.ts";
import { server, welcome, workspace } from "../server.ts";
import { forget } from "../session.ts";
import { words } from "../words/index.ts";
import { activeTab, close, closeAll, type Group, keep, show, split, splitOff, type Tab } from "./layout.ts";
import { tabKinds } from "./views.ts";
import { nameOf, switchTo, workspaces } from "./workspaces.ts";

const THEMES: readonly Theme[] = ["", "light", "dark"];

export const themeName = (of: Theme): string => words.shell[of || "system"];

/** What can be done with a tab. */
export function tabMenu(tab: Tab, group: Group): readonly MenuItem[] {
  const at = group.tabs.findIndex((each) => each.id === tab.id);
  const others = group.tabs.filter((each) => each.id !== tab.id);
  const right = group.tabs.slice(at + 1);
  const alone = others.length === 0;
  const beside = (edge: "right" | "bottom") => () => {
    show(tab.id, group.id);
    if (alone) split(edge === "right" ? "row" : "column");
    else splitOff(tab.id, group.id, group.id, edge);
  };
  const acts = (tab.id === activeTab.peek()?.id && tabKinds.get(tab.kind)?.acts) || [];
  return [
    ...acts.filter((each) => command(each)),
    ...(acts.length ? ["-" as const] : []),
    { title: words.shell.closeTab, command: "shell.closeTab", run: () => void close(tab.id, group.id) },
    { title: words.shell.closeOthers, off: alone, run: () => void closeAll(others, group.id) },
    { title: words.shell.closeRight, off: right.length === 0, run: () => void closeAll(right, group.id) },
    { title: words.shell.closeAll, run: () => void closeAll(group.tabs, group.id) },
    "-",
    { title: words.shell.keepOpen, off: !tab.preview, run: () => keep(tab.id) },
    ...ofFile(tab, group),
    "-",
    { title: words.shell.splitRight, run: beside("right") },
    { title: words.shell.splitDown, run: beside("bottom") },
  ];
}

function ofFile(tab: Tab, group: Group): readonly MenuItem[] {
  if (tab.kind !== "file") return [];
  return [
    "-",
    { title: words.shell.copyPath, run: () => void copy(tab.key) },
    { title: words.shell.reveal, run: () => (show(tab.id, group.id), void run("files.reveal")) },
    { title: words.timeline.showFile, run: () => (show(tab.id, group.id), void run("timeline.file")) },
  ];
}

/** Puts text on the clipboard and says so. */
export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text).then(() => say(words.shell.copied, { kind: "done" }), fail);
}

/** The menu of the whole: theme, help, workspaces, leaving. */
export function mainMenu(): readonly MenuItem[] {
  return [
    ...THEMES.map((each) => ({
      title: words.shell.theme(themeName(each)),
      checked: theme.value === each,
      run: () => void (theme.value = each),
    })),
    "-",
    "search.quickOpen",
    "commands.palette",
    "commands.shortcuts",
    "preferences.show",
    "-",
    "layouts.load",
    "layouts.save",
    "layouts.delete",
    "-",
    { title: words.shell.docs, run: () => void window.open("/docs") },
    { title: words.shell.api, run: () => void window.open("/api") },
    "-",
    ...workspaceMenu(),
    "-",
    { title: `${words.shell.logOut} (${welcome.value?.caller ?? ""})`, run: () => void leave() },
  ];
}

/** The workspaces that this key opens. */
export function workspaceMenu(): readonly MenuItem[] {
  const all = workspaces.value.map((each) => ({
    title: nameOf(each),
    checked: each.id === workspace.value?.id,
    off: each.trouble !== "",
    run: () => void switchTo(each),
  }));
  return [...all, "-", "trees.review", "trees.create", "trees.show"];
}

/** Ends this key, here and on the server. */
export async function leave(): Promise<void> {
  await server.system.logout().catch(() => {});
  forget();
  location.reload();
}
