// The tree as it is known: folders are listed when they are opened, and kept by what the server tells happens.
//
// A listing takes a while, and what happens meanwhile is told before or after it comes. So what was told of a name
// while its folder was listed holds, whatever the listing says of it: something newer will be told.

import { fold, join, made, merged, type Node, nameOf, parentOf, place, type Told, within, without } from "./node.ts";

/** A change of one file, as events tell it. */
export interface Change extends Told {
  change: "created" | "changed" | "deleted";
}

/** Lists a folder from after a name on; `next` is null at its end. */
export type List = (path: string, after: string) => Promise<{ items: readonly Told[]; next: string | null }>;

interface Listing {
  path: string;
  /** What it holds; not kept where nothing was known that it may lack. */
  seen: Set<string> | undefined;
  told: Set<string>;
}

/** What git keeps for itself is not watched, so it is not shown. */
const UNSEEN = ".git";

/** Folders and files, those that are visible as a flat list. */
export class Tree {
  readonly root: Node = made({ path: "", type: "folder" }, undefined);
  /** The folders that are open, also where they are not visible or not known yet. */
  readonly opened: Set<string>;
  /** Is told after each change. */
  changed: () => void = () => {};
  private readonly list: List;
  private readonly known = new Map<string, Node>([["", this.root]]);
  private readonly listings = new Map<Node, Listing>();
  private readonly waiting = new Map<Node, (() => void)[]>();
  private readonly added = new Map<Node, Node[]>();
  private readonly gone = new Map<Node, Node[]>();
  /** Of which nobody said whether their names clash. */
  private unsure: Node[] = [];
  private flat: Node[] | undefined;

  constructor(list: List, opened: Iterable<string> = []) {
    this.list = list;
    this.opened = new Set(opened);
    this.opened.add("");
  }

  get(path: string): Node | undefined {
    return this.known.get(path);
  }

  isOpen(node: Node): boolean {
    return this.opened.has(node.path) && (node.type === "folder" || node.children !== undefined);
  }

  /** What is visible, from top to bottom. */
  get rows(): readonly Node[] {
    if (this.flat) return this.flat;
    const flat: Node[] = [];
    const walk = (children: readonly Node[]) => {
      for (const each of children) {
        flat.push(each);
        if (each.children && this.isOpen(each)) walk(each.children);
      }
    };
    walk(this.root.children ?? []);
    this.flat = flat;
    return flat;
  }

  /** Opens a folder and lists it; returns when it is listed, or can't be. */
  open(node: Node = this.root): Promise<void> {
    this.opened.add(node.path);
    this.flat = undefined;
    const listed = this.listed(node);
    this.changed();
    return listed;
  }

  close(node: Node): void {
    this.opened.delete(node.path);
    this.flat = undefined;
    this.changed();
  }

  /** Closes all folders. */
  closeAll(): void {
    this.opened.clear();
    this.opened.add("");
    this.flat = undefined;
    this.changed();
  }

  /** Takes what happened. */
  apply(changes: Iterable<Change>): void {
    for (const each of changes) this.take(each);
    this.show();
  }

  /** Takes that something has another path now. */
  move(from: string, told: Told): void {
    const node = this.known.get(from);
    this.told(from);
    this.told(told.path);
    const old = this.known.get(told.path);
    if (old && old !== node) this.remove(old);
    const parent = this.parent(told.path);
    this.moveOpened(from, told.path);
    if (node && parent && node.type === told.type) this.rehang(node, parent, told);
    else {
      if (node) this.remove(node);
      this.take({ ...told, change: "created" });
    }
    this.settle();
    if (node && !node.gone) this.listBelow(node);
    this.changed();
  }

  /** Asks for everything anew: what happened was missed. */
  again(): void {
    for (const node of [...this.known.values()]) {
      if (node.gone) continue;
      if (this.isOpen(node)) void this.listed(node);
      else if (node.children) this.forget(node);
    }
    this.flat = undefined;
    this.changed();
  }

  /** Where a node stands among those beside it, from 1, and how many they are. */
  position(node: Node): [number, number] {
    const beside = node.parent?.children ?? [];
    return [place(beside, node) + 1, beside.length];
  }

  /** Lists a folder; when it is listed already, what differs is taken. */
  private async listed(node: Node): Promise<void> {
    const listing: Listing = { path: node.path, seen: node.children && new Set(), told: new Set() };
    this.listings.set(node, listing);
    node.state = "loading";
    node.children ??= [];
    const done = new Promise<void>((resolve) => this.waiting.set(node, [...(this.waiting.get(node) ?? []), resolve]));
    void this.read(node, listing);
    return done;
  }

  private async read(node: Node, listing: Listing): Promise<void> {
    let failure = "";
    try {
      for (let after: string | null = ""; after !== null; ) {
        const page: Awaited<ReturnType<List>> = await this.list(listing.path, after);
        if (this.listings.get(node) !== listing) return;
        for (const each of page.items) this.found(node, each, listing);
        after = page.next;
        if (after === null) this.finish(node, listing);
        else this.show();
      }
    } catch (error) {
      if (this.listings.get(node) !== listing) return;
      if ((error as Error).name === "NotFound" && node.parent) void this.listed(node.parent);
      failure = (error as Error).message;
    }
    this.settle();
    node.state = failure ? "failed" : "";
    node.why = failure;
    if (failure && !node.children?.length) node.children = undefined;
    this.end(node);
    this.changed();
  }

  private found(folder: Node, told: Told, listing: Listing): void {
    const name = nameOf(told.path);
    listing.seen?.add(name);
    if (!listing.told.has(name))
      this.put(folder.path === listing.path ? told.path : join(folder.path, name), told, folder);
  }

  private finish(folder: Node, listing: Listing): void {
    this.settle();
    if (!listing.seen) return;
    for (const each of folder.children ?? [])
      if (!listing.seen.has(each.name) && !listing.told.has(each.name)) this.remove(each);
  }

  private end(node: Node): void {
    this.listings.delete(node);
    for (const resolve of this.waiting.get(node) ?? []) resolve();
    this.waiting.delete(node);
  }

  private told(path: string): void {
    const parent = this.known.get(parentOf(path));
    if (parent) this.listings.get(parent)?.told.add(nameOf(path));
  }

  private take(change: Change): void {
    this.told(change.path);
    const node = this.known.get(change.path);
    if (change.change === "deleted") {
      if (node) this.remove(node);
      return;
    }
    const parent = this.parent(change.path);
    if (parent && change.path) this.put(change.path, change, parent);
  }

  /** The folder of a path, if what is in it is known or comes. */
  private parent(path: string): Node | undefined {
    const parent = path ? this.known.get(parentOf(path)) : undefined;
    return parent?.children && parent.type === "folder" ? parent : undefined;
  }

  private put(path: string, told: Told, parent: Node): void {
    if (path.endsWith(UNSEEN) && nameOf(path) === UNSEEN) return;
    const node = this.known.get(path);
    if (node?.type === told.type) {
      const replaced = node.type === "folder" && told.version && node.version && told.version !== node.version;
      node.version = told.version ?? node.version;
      node.clash = told.clash ?? node.clash;
      if (replaced && node.children) this.isOpen(node) ? void this.listed(node) : this.forget(node);
      return;
    }
    if (node) this.remove(node);
    const fresh = made(told.path === path ? told : { ...told, path }, parent);
    if (told.clash === undefined) this.unsure.push(fresh);
    this.hang(fresh, parent);
  }

  private hang(node: Node, parent: Node): void {
    this.known.set(node.path, node);
    put(this.added, parent, node);
    if (node.type === "folder" && this.opened.has(node.path) && !node.children) void this.listed(node);
  }

  private rehang(node: Node, parent: Node, told: Told): void {
    this.detach(node);
    this.settle();
    const fresh = made({ ...told, version: told.version ?? node.version }, parent);
    const { children, state, why } = node;
    Object.assign(node, fresh, { children, state, why });
    this.respell(node);
    this.unsure.push(node);
    this.hang(node, parent);
  }

  /** Gives all beneath a node the paths that follow from its own. */
  private respell(node: Node): void {
    for (const each of node.children ?? []) {
      this.known.delete(each.path);
      each.path = join(node.path, each.name);
      each.depth = node.depth + 1;
      each.asked = 0;
      this.known.set(each.path, each);
      this.respell(each);
    }
  }

  /** Lists what is open of a moved folder anew: its listings asked under another path, or what came there meanwhile. */
  private listBelow(node: Node): void {
    if (node.children && !this.isOpen(node)) this.forget(node);
    else if (node.children || node.state) void this.listed(node);
    for (const each of node.children ?? []) this.listBelow(each);
  }

  private moveOpened(from: string, to: string): void {
    for (const each of [...this.opened])
      if (each && within(each, from)) {
        this.opened.delete(each);
        this.opened.add(to + each.slice(from.length));
      }
  }

  private remove(node: Node): void {
    this.forget(node);
    this.detach(node);
    if (node.clash) this.unclash(node);
  }

  private detach(node: Node): void {
    this.known.delete(node.path);
    node.gone = true;
    const parent = node.parent as Node;
    put(this.gone, parent, node);
  }

  /** Forgets what is in a folder. */
  private forget(node: Node): void {
    for (const each of node.children ?? []) {
      this.forget(each);
      this.known.delete(each.path);
      each.gone = true;
    }
    node.children = undefined;
    node.state = "";
    this.end(node);
  }

  private show(): void {
    this.settle();
    this.changed();
  }

  /** Brings the ordered children up to date with what was put and removed. */
  private settle(): void {
    for (const [parent, gone] of this.gone) if (parent.children) parent.children = without(parent.children, gone);
    for (const [parent, added] of this.added) {
      if (!parent.children || parent.gone) continue;
      const fresh = added.filter((each) => !each.gone);
      parent.children = merged(parent.children, fresh);
    }
    for (const each of this.unsure) if (!each.gone) this.clash(each.parent?.children ?? [], each);
    this.unsure = [];
    this.gone.clear();
    this.added.clear();
    this.flat = undefined;
  }

  private clash(among: readonly Node[], node: Node): void {
    const at = place(among, node);
    for (const other of [among[at - 1], among[at + 1]])
      if (other?.key === node.key && fold(other.name) === fold(node.name)) node.clash = other.clash = true;
  }

  private unclash(node: Node): void {
    const alike = (node.parent?.children ?? []).filter(
      (each) => each.clash && !each.gone && fold(each.name) === fold(node.name),
    );
    if (alike.length === 1) (alike[0] as Node).clash = false;
  }
}

function put(lists: Map<Node, Node[]>, of: Node, node: Node): void {
  const list = lists.get(of);
  if (list) list.push(node);
  else lists.set(of, [node]);
}
