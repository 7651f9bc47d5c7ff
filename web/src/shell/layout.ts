// What stands where: the groups of tabs and how they are split, the side, the panel. Reading it draws; the functions change it.

import { computed, signal } from "@preact/signals";

/** Something open in a group, e.g. a file; `id` is `kind:key`, the same thing has the same id. */
export interface Tab {
  id: string;
  kind: string;
  /** What it shows, e.g. the file's path. */
  key: string;
  title: string;
  /** It is replaced by the next preview unless it is kept (by an edit or a double click). */
  preview: boolean;
}

/** Tabs on one place, one of them shown. */
export interface Group {
  type: "group";
  id: string;
  tabs: readonly Tab[];
  active: string;
}

/** Groups beside or below each other; `sizes` are shares of the whole. */
export interface Split {
  type: "split";
  direction: "row" | "column";
  parts: readonly (Group | Split)[];
  sizes: readonly number[];
}

export const root = signal<Group | Split>({ type: "group", id: "1", tabs: [], active: "" });
/** The id of the group that opens what is opened. */
export const current = signal("1");
export const side = signal<{ view: string; open: boolean; width: number }>({
  view: "explorer",
  open: true,
  width: 260,
});
export const panel = signal<{ open: boolean; height: number }>({ open: false, height: 260 });

export const groups = computed((): readonly Group[] => groupsOf(root.value));
export const activeTab = computed((): Tab | undefined => {
  const group = groups.value.find((each) => each.id === current.value);
  return group?.tabs.find((each) => each.id === group.active);
});

function groupsOf(node: Group | Split): readonly Group[] {
  return node.type === "group" ? [node] : node.parts.flatMap(groupsOf);
}

function change(id: string, how: (group: Group) => Group): void {
  const walk = (node: Group | Split): Group | Split =>
    node.type === "split" ? { ...node, parts: node.parts.map(walk) } : node.id === id ? how(node) : node;
  root.value = walk(root.value);
}

/** Shows a thing in the current group: there already, in place of the preview tab, or in a new tab. */
export function open(kind: string, key: string, title: string, options: { preview?: boolean } = {}): Tab {
  const tab: Tab = { id: `${kind}:${key}`, kind, key, title, preview: options.preview ?? false };
  change(current.value, (group) => {
    const there = group.tabs.find((each) => each.id === tab.id);
    if (there) {
      const tabs = group.tabs.map((each) =>
        each === there ? { ...each, preview: each.preview && tab.preview } : each,
      );
      return { ...group, tabs, active: tab.id };
    }
    const kept = tab.preview ? group.tabs.filter((each) => !each.preview) : group.tabs;
    return { ...group, tabs: [...kept, tab], active: tab.id };
  });
  return tab;
}
