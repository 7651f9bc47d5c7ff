// The tree of groups of tabs, as plain values: each function returns a new tree and knows no page.

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
  /** The ids of its tabs as they were last shown, newest first: closing one goes back to the one before. */
  seen: readonly string[];
}

/** Groups beside or below each other; `sizes` are shares of the whole, 1 in all. */
export interface Split {
  type: "split";
  direction: "row" | "column";
  parts: readonly Node[];
  sizes: readonly number[];
}

export type Node = Group | Split;
export type Edge = "left" | "right" | "top" | "bottom";

const SMALLEST = 0.08;

export const empty = (id = "1"): Group => ({ type: "group", id, tabs: [], active: "", seen: [] });

export function groupsOf(node: Node): readonly Group[] {
  return node.type === "group" ? [node] : node.parts.flatMap(groupsOf);
}

export const groupOf = (root: Node, id: string): Group | undefined => groupsOf(root).find((each) => each.id === id);

/** How many groups show a tab. */
export const timesOpen = (root: Node, tab: string): number =>
  groupsOf(root).filter((group) => group.tabs.some((each) => each.id === tab)).length;

/** Changes each group; those that `how` returns as they are stay the same objects. */
export function mapped(node: Node, how: (group: Group) => Group): Node {
  return node.type === "group" ? how(node) : { ...node, parts: node.parts.map((part) => mapped(part, how)) };
}

export const changed = (root: Node, id: string, how: (group: Group) => Group): Node =>
  mapped(root, (group) => (group.id === id ? how(group) : group));

/** Shows a tab that is there. */
export function shown(group: Group, id: string): Group {
  return { ...group, active: id, seen: [id, ...group.seen.filter((each) => each !== id)] };
}

/** Shows a tab: the one that is there already, one in place of the preview, or a new one after the active one. */
export function opened(group: Group, tab: Tab): Group {
  const there = group.tabs.find((each) => each.id === tab.id);
  if (there) return shown(there.preview && !tab.preview ? kept(group, tab.id) : group, tab.id);
  const before = group.tabs.findIndex((each) => (tab.preview ? each.preview : false));
  if (before >= 0) {
    const gone = group.tabs[before]!.id;
    const seen = group.seen.filter((each) => each !== gone);
    return shown({ ...group, seen, tabs: group.tabs.with(before, tab) }, tab.id);
  }
  return inserted(group, tab, group.tabs.findIndex((each) => each.id === group.active) + 1);
}

/** Puts a tab at a place and shows it; if it is there already, it goes to that place. */
export function inserted(group: Group, tab: Tab, index: number): Group {
  const before = group.tabs.findIndex((each) => each.id === tab.id);
  const at = before >= 0 && before < index ? index - 1 : index;
  return shown({ ...group, tabs: group.tabs.filter((each) => each.id !== tab.id).toSpliced(at, 0, tab) }, tab.id);
}

export function kept(group: Group, id: string): Group {
  return { ...group, tabs: group.tabs.map((each) => (each.id === id ? { ...each, preview: false } : each)) };
}

function without(group: Group, id: string): Group {
  const at = group.tabs.findIndex((each) => each.id === id);
  if (at < 0) return group;
  const tabs = group.tabs.toSpliced(at, 1);
  const seen = group.seen.filter((each) => each !== id);
  const next = seen[0] ?? (tabs[at] ?? tabs[at - 1])?.id ?? "";
  return { ...group, tabs, seen, active: group.active === id ? next : group.active };
}

/** Takes a tab out of a group; a group that is left empty goes, unless it is the only one. */
export const closed = (root: Node, tab: string, group: string): Node =>
  pruned(changed(root, group, (each) => without(each, tab)));

/** Leaves out empty groups, and splits that hold one part only. */
export function pruned(root: Node): Node {
  const [first] = groupsOf(root);
  return prunedPart(root) ?? empty(first?.id);
}

function prunedPart(node: Node): Node | undefined {
  if (node.type === "group") return node.tabs.length ? node : undefined;
  const left = node.parts.flatMap((part, at) => {
    const rest = prunedPart(part);
    return rest ? [{ rest, size: node.sizes[at] ?? 0 }] : [];
  });
  const whole = left.reduce((sum, each) => sum + each.size, 0) || 1;
  if (left.length < 2) return left[0]?.rest;
  return { ...node, parts: left.map((each) => each.rest), sizes: left.map((each) => each.size / whole) };
}

/** An id that no group has. */
export const nextId = (root: Node): string => String(Math.max(...groupsOf(root).map((each) => Number(each.id))) + 1);

/** Puts a group at an edge of another; both share its place. */
export function divided(root: Node, id: string, edge: Edge, added: Group): Node {
  const direction = edge === "left" || edge === "right" ? "row" : "column";
  const first = edge === "left" || edge === "top";
  if (root.type === "group") {
    if (root.id !== id) return root;
    return { type: "split", direction, parts: first ? [added, root] : [root, added], sizes: [0.5, 0.5] };
  }
  const at = root.parts.findIndex((part) => part.type === "group" && part.id === id);
  if (at < 0 || root.direction !== direction)
    return { ...root, parts: root.parts.map((part) => divided(part, id, edge, added)) };
  const half = (root.sizes[at] ?? 0) / 2;
  return {
    ...root,
    parts: root.parts.toSpliced(first ? at : at + 1, 0, added),
    sizes: root.sizes.toSpliced(at, 1, half, half),
  };
}

/** Moves a tab to a place in a group, which may be the same one. */
export function moved(root: Node, tab: string, from: string, to: string, index: number): Node {
  const it = groupOf(root, from)?.tabs.find((each) => each.id === tab);
  if (!it || !groupOf(root, to)) return root;
  if (from !== to) root = changed(root, from, (each) => without(each, tab));
  return pruned(changed(root, to, (each) => inserted(each, { ...it, preview: false }, index)));
}

/** Moves a tab to a new group at an edge of another; a group's only tab can't be split from itself. */
export function splitOff(root: Node, tab: string, from: string, to: string, edge: Edge): Node {
  const group = groupOf(root, from);
  const it = group?.tabs.find((each) => each.id === tab);
  if (!group || !it || (from === to && group.tabs.length === 1)) return root;
  const added = inserted(empty(nextId(root)), { ...it, preview: false }, 0);
  return pruned(changed(divided(root, to, edge, added), from, (each) => without(each, tab)));
}

/** Gives a tab another key and title wherever it is open, e.g. when a file was moved. */
export function renamed(root: Node, kind: string, before: string, key: string, title: string): Node {
  const old = `${kind}:${before}`;
  const id = `${kind}:${key}`;
  return mapped(root, (group) => {
    if (!group.tabs.some((each) => each.id === old)) return group;
    const tabs = group.tabs
      .filter((each) => each.id !== id)
      .map((each) => (each.id === old ? { ...each, id, key, title } : each));
    const seen = group.seen.filter((each) => each !== id).map((each) => (each === old ? id : each));
    return { ...group, tabs, seen, active: group.active === old ? id : group.active };
  });
}

/** Moves the border after part `at` of the split that `path` leads to by a share of that split. */
export function resized(root: Node, path: readonly number[], at: number, by: number): Node {
  if (root.type === "group") return root;
  const [step, ...rest] = path;
  if (step !== undefined)
    return { ...root, parts: root.parts.map((part, n) => (n === step ? resized(part, rest, at, by) : part)) };
  const [one = 0, two = 0] = [root.sizes[at], root.sizes[at + 1]];
  const smallest = Math.min(SMALLEST, one, two);
  const moved = Math.max(smallest - one, Math.min(two - smallest, by));
  return { ...root, sizes: root.sizes.with(at, one + moved).with(at + 1, two - moved) };
}

/** Gives all parts of a split the same size. */
export function evened(root: Node, path: readonly number[]): Node {
  if (root.type === "group") return root;
  const [step, ...rest] = path;
  if (step === undefined) return { ...root, sizes: root.parts.map(() => 1 / root.parts.length) };
  return { ...root, parts: root.parts.map((part, n) => (n === step ? evened(part, rest) : part)) };
}

/** Adds tabs that are not there yet to the first group, behind the others. */
export function joined(root: Node, tabs: readonly Tab[]): Node {
  const added = tabs.filter(
    (each, at) => !timesOpen(root, each.id) && tabs.findIndex((it) => it.id === each.id) === at,
  );
  const [first] = groupsOf(root);
  return changed(root, first!.id, (group) => ({
    ...group,
    tabs: [...group.tabs, ...added],
    seen: [...group.seen, ...added.map((each) => each.id)],
    active: group.active || (added[0]?.id ?? ""),
  }));
}

/** Whether something that somebody kept is a tab. */
function isTab({ id, kind, key, title }: Tab): boolean {
  return typeof key === "string" && typeof title === "string" && id === `${kind}:${key}`;
}

/** A tree whose sizes are shares, whatever they were where it was kept. */
function measured(node: Node): Node {
  if (node.type === "group") return node;
  const { sizes, direction } = node;
  const parts = node.parts.map(measured);
  const good = sizes.length === parts.length && sizes.every((each) => Number.isFinite(each) && each > 0);
  return {
    type: "split",
    direction: direction === "column" ? "column" : "row",
    parts,
    sizes: good ? sizes : parts.map(() => 1 / parts.length),
  };
}

/** A tree that was kept somewhere, if it is one; tabs that `may` refuses are left out. */
export function revived(kept: unknown, may: (tab: Tab) => boolean): Node | undefined {
  try {
    const tree = mapped(measured(kept as Node), (group) => {
      if (!/^[1-9]\d{0,5}$/.test(String(group.id))) throw new Error("no group");
      const tabs = group.tabs.filter((each) => isTab(each) && may(each));
      const seen = group.seen.filter((id) => tabs.some((each) => each.id === id));
      const active = tabs.some((each) => each.id === group.active) ? group.active : (seen[0] ?? tabs[0]?.id ?? "");
      return { type: "group", id: String(group.id), tabs, active, seen };
    });
    return pruned(tree);
  } catch {
    return undefined;
  }
}
