// What can be done with the frame, and the keys for it.

import { FolderOpen } from "lucide-preact";
import { pick } from "../commands/pick.ts";
import { register } from "../commands/registry.ts";
import { theme } from "../look/theme.ts";
import { workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { focusSoon, nextRegion } from "./focus.ts";
import * as layout from "./layout.ts";
import { leave, themeName } from "./menu.ts";
import { nameOf, switchTo, workspaces } from "./workspaces.ts";

const text = words.shell;
const hasTab = () => layout.activeTab.value !== undefined;
const several = () => layout.groups.value.length > 1;

function group(): layout.Group {
  return layout.groups.value.find((each) => each.id === layout.current.value)!;
}

/** Adds the frame's commands. */
export function addCommands(): void {
  register(
    {
      id: "shell.closeTab",
      title: text.closeTab,
      key: "Alt+W",
      when: hasTab,
      run: async () => void (await layout.close(layout.activeTab.value!.id)),
    },
    {
      id: "shell.closeOthers",
      title: text.closeOthers,
      when: () => group().tabs.length > 1,
      run: () =>
        layout.closeAll(
          group().tabs.filter((each) => each.id !== group().active),
          group().id,
        ),
    },
    {
      id: "shell.closeAll",
      title: text.closeAll,
      when: hasTab,
      run: async () => {
        for (const each of layout.groups.value) await layout.closeAll(each.tabs, each.id);
      },
    },
    { id: "shell.nextTab", title: text.nextTab, key: "Alt+PageDown", when: hasTab, run: () => layout.step(1) },
    { id: "shell.previousTab", title: text.previousTab, key: "Alt+PageUp", when: hasTab, run: () => layout.step(-1) },
    { id: "shell.moveRight", title: text.moveRight, key: "Alt+Shift+PageDown", when: hasTab, run: () => shift(2) },
    { id: "shell.moveLeft", title: text.moveLeft, key: "Alt+Shift+PageUp", when: hasTab, run: () => shift(-1) },
    { id: "shell.moveToNext", title: text.moveToNext, when: several, run: toNext },
    { id: "shell.keepTab", title: text.keepOpen, when: hasTab, run: () => layout.keep(layout.activeTab.value!.id) },
    { id: "shell.splitRight", title: text.splitRight, key: "Mod+\\", when: hasTab, run: () => layout.split("row") },
    {
      id: "shell.splitDown",
      title: text.splitDown,
      key: "Mod+Alt+\\",
      when: hasTab,
      run: () => layout.split("column"),
    },
    { id: "shell.nextGroup", title: text.nextGroup, key: "Alt+F6", when: several, run: goNext },
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({
      id: `shell.tab${number}`,
      title: text.goTab(number),
      key: `Alt+${number}`,
      hidden: true,
      when: () => group().tabs.length >= number,
      run: () => (layout.show(group().tabs[number - 1]!.id, group().id), focusSoon("centre")),
    })),
  );
  addPlaces();
}

function addPlaces(): void {
  register(
    {
      id: "shell.explorer",
      title: text.explorer,
      key: "Mod+Shift+E",
      inTerminal: true,
      run: () => layout.showSide("explorer"),
    },
    { id: "shell.toggleSide", title: text.toggleSide, key: "Mod+B", run: toggleSide },
    {
      id: "shell.togglePanel",
      title: text.togglePanel,
      key: "Mod+`",
      inTerminal: true,
      run: togglePanel,
    },
    {
      id: "shell.maximisePanel",
      title: text.maximise,
      when: () => layout.panel.value.open,
      run: () => void (layout.panel.value = { ...layout.panel.value, full: !layout.panel.value.full }),
    },
    { id: "shell.nextRegion", title: text.nextRegion, key: "F6", inTerminal: true, run: () => nextRegion(1) },
    {
      id: "shell.previousRegion",
      title: text.previousRegion,
      key: "Shift+F6",
      inTerminal: true,
      run: () => nextRegion(-1),
    },
    ...(["", "light", "dark"] as const).map((each) => ({
      id: `shell.theme${each || "system"}`,
      title: text.theme(themeName(each)),
      when: () => theme.value !== each,
      run: () => void (theme.value = each),
    })),
    { id: "shell.switch", title: text.switchWorkspace, when: () => workspaces.value.length > 1, run: pickWorkspace },
    { id: "shell.docs", title: text.docs, run: () => void window.open("/docs") },
    { id: "shell.api", title: text.api, run: () => void window.open("/api") },
    { id: "shell.logOut", title: text.logOut, run: leave },
  );
}

function pickWorkspace(): void {
  pick({
    title: text.switchWorkspace,
    placeholder: text.otherWorkspaces,
    empty: text.noOther,
    items: () =>
      workspaces.value
        .filter((each) => each.id !== workspace.value?.id)
        .map((each) => ({ id: each.id, title: nameOf(each), note: each.folder, icon: FolderOpen })),
    chosen: ({ id }) => {
      const it = workspaces.value.find((each) => each.id === id);
      return it && switchTo(it);
    },
  });
}

function toggleSide(): void {
  if (layout.side.value.open) layout.hideSide();
  else layout.showSide(layout.side.value.view);
}

/** Goes to the terminals in the panel, and closes it when it is there already. */
function togglePanel(): void {
  const { open, view } = layout.panel.value;
  layout.showPanel(!open || view !== "terminals" || !document.activeElement?.closest(".panel"), "terminals");
}

function shift(by: 2 | -1): void {
  const { id, active, tabs } = group();
  const at = tabs.findIndex((each) => each.id === active) + by;
  layout.moveTab(active, id, id, Math.max(0, Math.min(tabs.length, at)));
}

function next(): layout.Group {
  const all = layout.groups.value;
  return all[(all.indexOf(group()) + 1) % all.length]!;
}

function toNext(): void {
  const to = next();
  layout.moveTab(group().active, group().id, to.id, to.tabs.length);
  focusSoon("centre");
}

function goNext(): void {
  layout.focusGroup(next().id);
  focusSoon("centre");
}
