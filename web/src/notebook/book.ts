// A notebook as many edit it at once: cells by their ids, each with a place and a text.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import * as Y from "yjs";
import { Together } from "../editor/together.ts";
import { openDocument } from "../live/documents.ts";
import type { LiveDoc } from "../live/provider.ts";
import { compare, placed } from "./order.ts";

export type CellType = "code" | "markdown" | "raw";

/** A cell as it is listed; its text is asked for by `Book.together`. */
export interface Cell {
  id: string;
  at: string;
  type: CellType;
  /** All else that its file says of it, as JSON. */
  more: string;
}

/** A cell with its text, as it is copied. */
export type Copied = Omit<Cell, "id" | "at"> & { source: string };

const TYPES: readonly string[] = ["code", "markdown", "raw"];
const MORE = '{"metadata":{}}';
/** The origin of what is done to cells as wholes here; it is undone apart from what is typed. */
const WHOLE = Symbol("cells");

type Held = Y.Map<unknown>;

/** A notebook that is open; close it when nobody shows it any more. */
export class Book {
  readonly path: string;
  readonly live: LiveDoc;
  /** Its cells, in order. */
  readonly cells: ReadonlySignal<readonly Cell[]>;
  /** What its file says beside the cells, as JSON. */
  readonly more: ReadonlySignal<string>;
  /** Is called when something is changed here. */
  changed: () => void = () => {};
  private readonly list = signal<readonly Cell[]>([]);
  private readonly meta = signal("{}");
  private readonly texts = new Map<string, { text: Y.Text; together: Together }>();
  private held: Y.Map<Held>;
  private undoing: Y.UndoManager;
  private readonly end: () => void;

  /** Opens a notebook; fails as `documents.follow` does, e.g. when the file is none. */
  static async open(path: string): Promise<Book> {
    return new Book(path, await openDocument(path, "notebook"));
  }

  private constructor(path: string, live: LiveDoc) {
    this.path = path;
    this.live = live;
    this.cells = this.list;
    this.more = this.meta;
    this.held = live.doc.peek().getMap("cells");
    this.undoing = this.begun(live.doc.peek());
    this.end = effect(() => {
      const doc = live.doc.value;
      if (doc !== this.held.doc) queueMicrotask(() => this.become(doc));
    });
  }

  /** The text of a cell and the editors that show it; nothing while there is no such cell. */
  together(id: string): Together | undefined {
    const text = this.textOf(id);
    const known = this.texts.get(id);
    if (text && known?.text === text) return known.together;
    known?.together.end();
    this.texts.delete(id);
    if (!text) return undefined;
    const together = new Together(
      text.doc!,
      (remote) => remote || this.changed(),
      () => text,
    );
    this.texts.set(id, { text, together });
    return together;
  }

  source(id: string): string {
    return this.textOf(id)?.toString() ?? "";
  }

  /** Inserts a cell after another one, or first; returns its id. */
  add(after: string | undefined, cell: Partial<Copied> = {}): string {
    const all = this.cells.peek();
    const index = after === undefined ? -1 : all.findIndex((each) => each.id === after);
    const id = newId(this.held);
    this.change(() => {
      const held = new Y.Map<unknown>();
      held.set("at", placed(all[index]?.at ?? "", all[index + 1]?.at ?? ""));
      held.set("cell_type", cell.type ?? "code");
      held.set("more", cell.more ?? MORE);
      held.set("source", new Y.Text(cell.source ?? ""));
      this.held.set(id, held);
    });
    return id;
  }

  copy(id: string): Copied | undefined {
    const cell = this.cells.peek().find((each) => each.id === id);
    return cell && { type: cell.type, more: cell.more, source: this.source(id) };
  }

  remove(id: string): void {
    this.change(() => this.held.delete(id));
  }

  /** Moves a cell over the next one, or over the one before. */
  move(id: string, by: 1 | -1): void {
    const all = this.cells.peek().filter((each) => each.id !== id);
    const to = this.cells.peek().findIndex((each) => each.id === id) + by;
    if (to < 0 || to > all.length) return;
    this.change(() => this.held.get(id)?.set("at", placed(all[to - 1]?.at ?? "", all[to]?.at ?? "")));
  }

  turn(id: string, type: CellType): void {
    this.change(() => this.held.get(id)?.set("cell_type", type));
  }

  /** Divides a cell at a place of its text; returns the id of the second part. */
  split(id: string, at: number): string | undefined {
    const [cell, text] = [this.copy(id), this.textOf(id)];
    if (!cell || !text) return undefined;
    let made = "";
    this.change(() => {
      made = this.add(id, { ...cell, source: cell.source.slice(at).replace(/^\n/, "") });
      text.delete(at, text.length - at);
      if (cell.source[at - 1] === "\n") text.delete(at - 1, 1);
    });
    return made;
  }

  /** Takes back what was done to cells as wholes here; what is typed is undone in its cell. */
  undo(): void {
    this.undoing.undo();
  }

  redo(): void {
    this.undoing.redo();
  }

  close(): void {
    this.end();
    this.undoing.destroy();
    this.held.unobserveDeep(this.heard);
    for (const { together } of this.texts.values()) together.end();
    void this.live.close();
  }

  private change(act: () => void): void {
    this.held.doc!.transact(act, WHOLE);
    this.changed();
  }

  private textOf(id: string): Y.Text | undefined {
    const text = this.held.get(id)?.get("source");
    return text instanceof Y.Text ? text : undefined;
  }

  private begun(doc: Y.Doc): Y.UndoManager {
    this.held = doc.getMap("cells");
    this.held.observeDeep(this.heard);
    doc.getMap("meta").observe(() => this.read());
    this.read();
    return new Y.UndoManager(this.held, { trackedOrigins: new Set([WHOLE]), captureTimeout: 0 });
  }

  /** Goes on with another incarnation of the document. */
  private become(doc: Y.Doc): void {
    if (doc === this.held.doc) return;
    this.undoing.destroy();
    this.undoing = this.begun(doc);
  }

  private readonly heard = (events: Y.YEvent<any>[]): void => {
    if (events.some(({ target }) => target instanceof Y.Map)) this.read();
  };

  private read(): void {
    const found: Cell[] = [];
    for (const [id, held] of this.held.entries()) {
      if (!(held instanceof Y.Map) || !(held.get("source") instanceof Y.Text)) continue;
      const [at, type, more] = ["at", "cell_type", "more"].map((name) => held.get(name));
      found.push({
        id,
        at: typeof at === "string" ? at : "",
        type: TYPES.includes(type as string) ? (type as CellType) : "raw",
        more: typeof more === "string" ? more : MORE,
      });
    }
    found.sort((one, other) => compare(one.at, other.at) || compare(one.id, other.id));
    this.list.value = found;
    const more = this.held.doc!.getMap("meta").get("more");
    this.meta.value = typeof more === "string" ? more : "{}";
  }
}

function newId(held: { has(id: string): boolean }): string {
  for (;;) {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(4)), (n) => n.toString(16).padStart(2, "0")).join("");
    if (!held.has(id)) return id;
  }
}

/** The language of a notebook's code, as its file says. */
export function languageOf(more: string): string {
  const metadata = parsed(more)["metadata"] as Record<string, Record<string, unknown>> | undefined;
  const said = metadata?.["language_info"]?.["name"] ?? metadata?.["kernelspec"]?.["language"];
  return typeof said === "string" && said ? said.toLowerCase() : "python";
}

/** What a JSON text says; nothing if it is none. */
export function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
