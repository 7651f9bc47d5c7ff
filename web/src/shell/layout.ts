// What stands where: the groups of tabs and how they are split, the side, the panel. Reading it draws; the functions change it.
// It is kept for this browser tab over reloads, and as the start of the next one, for each workspace.

import { batch, computed, effect, signal } from "@preact/signals";
import { focusSoon } from "./focus.ts";
import type { Edge, Group, Node, Split, Tab } from "./tree.ts";
import * as tree from "./tree.ts";
import { tabKinds } from "./views.ts";

export type { Edge, Group, Node, Split, Tab } from "./tree.ts";

const NAME = "icotes-layout";
const LAST = "icotes-workspace";
const RECENT = 20;
const PHONE = matchMedia("(max-width: 700px)");

export const root = signal<Node>(tree.empty());
/** The id of the group that opens what is opened. */
export const current = signal("1");
export const side = signal({ view: "explorer", open: !PHONE.matches, width: 264 });
export const panel = signal({ open: false, height: 264, full: false, view: "terminals" });
/** What was opened last, newest first; also what is closed again. */
export const recent = signal<readonly Pick<Tab, "kind" | "key" | "title">[]>([]);
/** Whether the window is as narrow as a phone's: the side is a drawer over the rest. */
export const narrow = signal(PHONE.matches);

export const groups = computed((): readonly Group[] => tree.groupsOf(root.value));
export const activeTab = computed((): Tab | undefined => {
  const group = tree.groupOf(root.value, current.value);
  return group?.tabs.find((each) => each.id === group.active);
});

/** Whether the side lies over the rest. */
export const drawer = computed(() => narrow.value && side.value.open);
/** Whether the panel takes the place of the tabs. */
export const panelAlone = computed(() => panel.value.open && (panel.value.full || narrow.value));

PHONE.addEventListener("change", () => {
  narrow.value = PHONE.matches;
  side.value = { ...side.value, open: !PHONE.matches };
});

/** Makes the tree another; the current group is one that it has. */
function become(next: Node): void {
  batch(() => {
    root.value = next;
    if (!tree.groupOf(next, current.value)) current.value = tree.groupsOf(next)[0]!.id;
  });
}

/** Shows a thing in the current group: there already, in place of the preview tab, or in a new tab. */
export function open(kind: string, key: string, title: string, options: { preview?: boolean } = {}): Tab {
  const tab: Tab = { id: `${kind}:${key}`, kind, key, title, preview: options.preview ?? false };
  const before = tree.groupOf(root.value, current.value)?.tabs ?? [];
  batch(() => {
    become(tree.changed(root.value, current.value, (group) => tree.opened(group, tab)));
    recent.value = [
      { kind, key, title },
      ...recent.value.filter((each) => `${each.kind}:${each.key}` !== tab.id),
    ].slice(0, RECENT);
    if (narrow.value) side.value = { ...side.value, open: false };
    if (panel.value.full || (narrow.value && panel.value.open))
      panel.value = { ...panel.value, full: false, open: !narrow.value };
  });
  for (const each of before) freed(each);
  return tab;
}

/** Frees what a tab held, if it is open nowhere any more. */
function freed(tab: Tab): void {
  if (!tree.timesOpen(root.value, tab.id)) tabKinds.get(tab.kind)?.closed?.(tab);
}

/** Closes a tab in a group, the current one unless another is named; returns whether it is closed: its kind may ask first. */
export async function close(tabId: string, groupId = current.value): Promise<boolean> {
  const tab = tree.groupOf(root.value, groupId)?.tabs.find((each) => each.id === tabId);
  if (!tab) return true;
  const last = tree.timesOpen(root.value, tabId) === 1;
  if (last && (await tabKinds.get(tab.kind)?.mayClose?.(tab)) === false) return false;
  const focused = document.activeElement === document.body || !!document.activeElement?.closest(".groups");
  become(tree.closed(root.value, tabId, groupId));
  freed(tab);
  if (focused) focusSoon("centre");
  return true;
}

/** Closes several tabs of a group, one after the other; stops where somebody says no. */
export async function closeAll(tabs: readonly Tab[], groupId: string): Promise<void> {
  for (const tab of tabs) if (!(await close(tab.id, groupId))) return;
}

/** Shows a tab of a group, and makes that group the current one. */
export function show(tabId: string, groupId: string): void {
  batch(() => {
    current.value = groupId;
    become(tree.changed(root.value, groupId, (group) => tree.shown(group, tabId)));
  });
}

/** Shows the next tab of the current group, or the one before. */
export function step(by: 1 | -1): void {
  const group = tree.groupOf(root.value, current.value);
  if (!group?.tabs.length) return;
  const at = group.tabs.findIndex((each) => each.id === group.active);
  show(group.tabs.at((at + by) % group.tabs.length)!.id, group.id);
  focusSoon("centre");
}

/** Shows the active tab once more, in a new group beside (`row`) or below (`column`) the current one. */
export function split(direction: Split["direction"]): void {
  const tab = activeTab.value;
  if (!tab) return;
  const added = tree.inserted(tree.empty(tree.nextId(root.value)), { ...tab, preview: false }, 0);
  batch(() => {
    root.value = tree.divided(root.value, current.value, direction === "row" ? "right" : "bottom", added);
    current.value = added.id;
  });
  focusSoon("centre");
}

/** Moves a tab to a place in a group, which may be its own. */
export function moveTab(tabId: string, from: string, to: string, index: number): void {
  batch(() => {
    become(tree.moved(root.value, tabId, from, to, index));
    if (tree.groupOf(root.value, to)) current.value = to;
  });
}

/** Moves a tab to a new group at an edge of another. */
export function splitOff(tabId: string, from: string, to: string, edge: Edge): void {
  const id = tree.nextId(root.value);
  batch(() => {
    become(tree.splitOff(root.value, tabId, from, to, edge));
    if (tree.groupOf(root.value, id)) current.value = id;
  });
}

/** Makes a preview a tab that stays. */
export function keep(tabId: string): void {
  const isPreview = (tab: Tab): boolean => tab.id === tabId && tab.preview;
  if (groups.value.some((group) => group.tabs.some(isPreview)))
    root.value = tree.mapped(root.value, (group) => (group.tabs.some(isPreview) ? tree.kept(group, tabId) : group));
}

/** A thing has another name now, e.g. a file was moved: its tabs stay. */
export function rename(kind: string, oldKey: string, newKey: string, newTitle: string): void {
  batch(() => {
    become(tree.renamed(root.value, kind, oldKey, newKey, newTitle));
    recent.value = recent.value.map((each) =>
      each.kind === kind && each.key === oldKey ? { kind, key: newKey, title: newTitle } : each,
    );
  });
}

/** Makes a group the current one. */
export function focusGroup(id: string): void {
  if (tree.groupOf(root.value, id)) current.value = id;
}

/** Moves the border after part `at` of the split that `path` leads to by a share of it. */
export function resize(path: readonly number[], at: number, by: number): void {
  root.value = tree.resized(root.value, path, at, by);
}

/** Gives the parts of a split the same size. */
export function even(path: readonly number[]): void {
  root.value = tree.evened(root.value, path);
}

/** Shows a view at the side and goes there. */
export function showSide(id: string): void {
  side.value = { ...side.value, view: id, open: true };
  focusSoon("side");
}

export function hideSide(): void {
  side.value = { ...side.value, open: false };
  focusSoon("centre");
}

/** Shows the panel, or hides it; what it holds stays. `view` is what of it is shown. */
export function showPanel(open: boolean, view = panel.value.view): void {
  panel.value = { ...panel.value, open, view };
  focusSoon(open ? "panel" : "centre");
}

/** The workspace that this tab showed last, so that its layout can be drawn before the server has answered. */
export const lastWorkspace = (): string => sessionStorage.getItem(LAST) ?? localStorage.getItem(LAST) ?? "";

/** The workspace that this browser tab was in when it was loaded; empty if it comes for the first time. */
export const ownWorkspace = sessionStorage.getItem(LAST) ?? "";

let keeping = "";

/** Whether this browser tab was in the workspace before; if not, it begins with what was last kept elsewhere. */
export let returning = false;

/** What stands where, as plain values. */
export const arrangement = () => ({
  root: root.value,
  current: current.value,
  side: side.value,
  panel: panel.value,
});

/** The version, of what the server keeps, that the layout goes on from. */
export let basis = "";

/** Says which version the layout goes on from. */
export function goesOn(version: string): void {
  basis = version;
  if (keeping) pause ??= setTimeout(write, 200);
}

/** Brings back the layout of a workspace, and keeps what becomes of it from now on. */
export function restore(workspace: string): void {
  if (!workspace || keeping === workspace) return;
  keeping = "";
  const name = `${NAME}:${workspace}`;
  const own = sessionStorage.getItem(name);
  returning = own !== null;
  const kept = parsed(own ?? localStorage.getItem(name));
  batch(() => {
    arrange(kept, tree.revived(kept["root"], (tab) => tabKinds.has(tab.kind)) ?? tree.empty());
    if (PHONE.matches && !returning) panel.value = { ...panel.value, open: false };
    recent.value = Array.isArray(kept["recent"]) ? kept["recent"] : [];
    basis = String(kept["version"] ?? "");
    keeping = workspace;
  });
  write();
}

function arrange(kept: Record<string, unknown>, next: Node): void {
  root.value = next;
  current.value = String(kept["current"] ?? "1");
  become(next);
  side.value = shaped(side.value, kept["side"]);
  if (PHONE.matches) side.value = { ...side.value, open: false };
  panel.value = shaped(panel.value, kept["panel"]);
}

/** What was kept of something, as far as it is of the same shape. */
function shaped<T extends object>(usual: T, kept: unknown): T {
  const given = Object.entries((kept as object | undefined) ?? {});
  const fits = ([key, value]: [string, unknown]) =>
    typeof value === typeof usual[key as keyof T] && (typeof value !== "number" || Number.isFinite(value));
  return { ...usual, ...Object.fromEntries(given.filter(fits)) };
}

/** Takes over a layout in place of what stands here; tabs that hold what is not saved stay. */
export function adopt(kept: Record<string, unknown>): void {
  const before = groups.peek().flatMap((group) => group.tabs);
  const revived = tree.revived(kept["root"], (tab) => tabKinds.has(tab.kind)) ?? tree.empty();
  const unsaved = before.filter((each) => tabKinds.get(each.kind)?.isDirty?.(each));
  const { open } = panel.peek();
  batch(() => {
    arrange(kept, tree.joined(revived, unsaved));
    if (PHONE.matches) panel.value = { ...panel.value, open };
  });
  for (const each of before) freed(each);
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return {};
  }
}

let pause: ReturnType<typeof setTimeout> | undefined;

function write(): void {
  clearTimeout(pause);
  pause = undefined;
  if (!keeping) return;
  const text = JSON.stringify({ ...arrangement(), recent: recent.value, version: basis });
  for (const store of [sessionStorage, localStorage]) {
    try {
      store.setItem(`${NAME}:${keeping}`, text);
      store.setItem(LAST, keeping);
    } catch {
      // A full store: the layout is not kept, everything else works.
    }
  }
}

effect(() => {
  void [root.value, current.value, side.value, panel.value, recent.value];
  if (keeping) pause ??= setTimeout(write, 200);
});
addEventListener("pagehide", write);
