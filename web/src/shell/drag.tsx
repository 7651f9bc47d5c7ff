// Tabs that are dragged: to another place in a strip, into another group, or to its edge; and files of the explorer likewise.

import { signal } from "@preact/signals";
import { PATHS } from "../files/drag.ts";
import { focusSoon } from "./focus.ts";
import { type Edge, focusGroup, type Group, moveTab, open, splitOff, type Tab } from "./layout.ts";

const NEAR = 0.25;

/** The tab on its way, or the paths of files. */
const dragged = signal<{ tab: string; group: string } | { paths: readonly string[] } | undefined>(undefined);
/** Where in a strip it would go. */
export const insertion = signal<{ group: string; index: number } | undefined>(undefined);
/** Where at a group it would go. */
const edge = signal<{ group: string; edge: Edge | "centre" } | undefined>(undefined);

const end = () => {
  dragged.value = undefined;
  insertion.value = undefined;
  edge.value = undefined;
};

/** Notices files that are dragged out of the explorer; folders can't be opened. */
export function noticeFiles(): void {
  document.addEventListener("dragstart", (event) => {
    const paths = event.dataTransfer?.getData(PATHS).split("\n").filter(Boolean) ?? [];
    const folder = (event.target as Element).closest?.("[aria-expanded]");
    if (paths.length && !folder) setTimeout(() => (dragged.value = { paths }));
  });
  document.addEventListener("dragend", end);
}

/** Lets what is dragged fall on a group, or at its edge. */
function fall(group: Group, edge: Edge | "centre"): void {
  const it = dragged.value;
  end();
  if (!it) return;
  if ("tab" in it) {
    if (edge !== "centre") splitOff(it.tab, it.group, group.id, edge);
    else if (it.group !== group.id) moveTab(it.tab, it.group, group.id, group.tabs.length);
    return;
  }
  focusGroup(group.id);
  const tabs = it.paths.map((path) => open("file", path, path.slice(path.lastIndexOf("/") + 1)));
  if (edge !== "centre" && group.tabs.length) splitOff(tabs.at(-1)!.id, group.id, group.id, edge);
  focusSoon("centre");
}

/** What makes a tab one that can be dragged; a file's path goes along for whoever takes it. */
export function dragTab(tab: Tab, group: Group) {
  return {
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer?.setData("text/plain", tab.key);
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
      // Chromium ends a drag whose element changes while it begins.
      setTimeout(() => (dragged.value = { tab: tab.id, group: group.id }));
    },
    onDragEnd: end,
  };
}

/** What makes a strip a place to drop tabs. */
export function dropTab(group: Group) {
  const place = (event: DragEvent): number => {
    const tabs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".tab")];
    const at = tabs.findIndex((each) => {
      const box = each.getBoundingClientRect();
      return event.clientX < box.left + box.width / 2;
    });
    return at < 0 ? tabs.length : at;
  };
  return {
    onDragOver: (event: DragEvent) => {
      if (!dragged.value) return;
      event.preventDefault();
      const index = place(event);
      if (insertion.value?.group !== group.id || insertion.value.index !== index)
        insertion.value = { group: group.id, index };
    },
    onDragLeave: (event: DragEvent) => {
      if (!(event.currentTarget as Element).contains(event.relatedTarget as Element | null))
        insertion.value = undefined;
    },
    onDrop: (event: DragEvent) => {
      const it = dragged.value;
      if (!it) return;
      event.preventDefault();
      if (!("tab" in it)) return fall(group, "centre");
      moveTab(it.tab, it.group, group.id, place(event));
      end();
    },
  };
}

/** Lies over a group while a tab is dragged, and shows where it would go. */
export function DropPlace({ group }: { group: Group }) {
  if (!dragged.value) return null;
  const here = edge.value?.group === group.id ? edge.value.edge : undefined;
  const over = (event: DragEvent) => {
    event.preventDefault();
    const next = nearest(event);
    if (here !== next) edge.value = { group: group.id, edge: next };
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    fall(group, nearest(event));
  };
  return (
    <div
      class="drop"
      data-open
      data-edge={here}
      onDragOver={over}
      onDragLeave={() => (edge.value = undefined)}
      onDrop={drop}
    >
      {here && <div />}
    </div>
  );
}

function nearest(event: DragEvent): Edge | "centre" {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  const far: readonly [Edge, number][] = [
    ["left", x],
    ["right", 1 - x],
    ["top", y],
    ["bottom", 1 - y],
  ];
  const [name, distance] = far.toSorted((a, b) => a[1] - b[1])[0]!;
  return distance < NEAR ? name : "centre";
}
