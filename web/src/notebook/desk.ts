// One look at a notebook: which cell is chosen, which is written in, and all that can be done there.

import type { EditorView } from "@codemirror/view";
import { batch, computed, signal } from "@preact/signals";
import { lookAt } from "../live/presence.ts";
import { ask } from "../look/Dialog.tsx";
import { fail, say } from "../notices/notices.ts";
import { here, may, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { type Book, type Cell, type CellType, type Copied, languageOf } from "./book.ts";
import { Outputs } from "./outputs.ts";

const text = words.notebook;

type Where = "keep" | "start" | "end";

/** What was cut or copied last, in any notebook. */
let copied: Copied | undefined;

export class Desk {
  readonly book: Book;
  readonly outputs: Outputs;
  /** The id of the chosen cell. */
  readonly selected = signal("");
  /** The cells whose Markdown is shown as it is written. */
  readonly open = signal<ReadonlySet<string>>(new Set());
  /** The cells whose outputs are folded away. */
  readonly folded = signal<ReadonlySet<string>>(new Set());
  /** The editors that are drawn, by cell. */
  readonly views = new Map<string, EditorView>();
  /** The cell whose editor gets the keyboard once it is drawn, and where in it. */
  readonly wanted = signal<{ id: string; where: Where } | undefined>(undefined);
  /** The cell that gets the keyboard, as a whole, once it is drawn. */
  coming = "";
  readonly chosen = computed((): Cell | undefined =>
    this.book.cells.value.find((each) => each.id === this.selected.value),
  );
  /** Where it is drawn. */
  element: HTMLElement | undefined;

  constructor(book: Book) {
    this.book = book;
    this.outputs = new Outputs(book.path);
    this.selected.value = book.cells.peek()[0]?.id ?? "";
  }

  get path(): string {
    return this.book.path;
  }

  get writable(): boolean {
    return may("documents:write");
  }

  /** Whether this key may run code. */
  get runs(): boolean {
    return may("execution:write") && may("files:write");
  }

  /** Whether there is a kernel that this key may act on. */
  get running(): boolean {
    return this.runs && this.outputs.kernel.value.kernel !== "";
  }

  /** What its code is written in. */
  language(): string {
    return languageOf(this.book.more.peek());
  }

  close(): void {
    this.outputs.close();
    this.book.close();
  }

  // Where the keyboard is.

  /** Chooses a cell; with `focus` it has the keyboard, as a whole. */
  select(id: string, focus = true): void {
    if (!id) return;
    this.selected.value = id;
    lookAt({ path: this.path, anchor: "", head: "" });
    if (!focus) return;
    const element = this.cellElement(id);
    this.coming = element ? "" : id;
    element?.focus({ preventScroll: true });
  }

  /** Chooses a cell so many places further. */
  step(by: number): boolean {
    const all = this.book.cells.peek();
    const at = all.findIndex((each) => each.id === this.selected.peek());
    const to = all[Math.min(all.length - 1, Math.max(0, at + by))];
    if (!to || to.id === this.selected.peek()) return false;
    this.select(to.id);
    this.reveal(to.id);
    return true;
  }

  private reveal(id: string): void {
    requestAnimationFrame(() => this.cellElement(id)?.scrollIntoView({ block: "nearest" }));
  }

  /** Puts the keyboard into a cell's text, which is drawn first if need be. */
  edit(id = this.selected.peek(), where: Where = "keep"): void {
    const cell = this.book.cells.peek().find((each) => each.id === id);
    if (!this.writable) return;
    batch(() => {
      this.selected.value = id;
      if (cell?.type === "markdown") this.open.value = new Set([...this.open.peek(), id]);
      this.wanted.value = { id, where };
    });
    const view = this.views.get(id);
    if (view) this.take(id, view);
  }

  /** Gives an editor the keyboard, if it is the one that is wanted. */
  take(id: string, view: EditorView): void {
    const { id: wanted, where } = this.wanted.peek() ?? {};
    if (wanted !== id) return;
    this.wanted.value = undefined;
    if (where !== "keep") view.dispatch({ selection: { anchor: where === "start" ? 0 : view.state.doc.length } });
    view.focus();
  }

  /** Goes on writing in the cell before or after. */
  editBeside(by: 1 | -1): boolean {
    const all = this.book.cells.peek();
    const to = all[all.findIndex((each) => each.id === this.selected.peek()) + by];
    if (!to) return false;
    if (to.type === "markdown" && !this.open.peek().has(to.id)) this.select(to.id);
    else this.edit(to.id, by === 1 ? "start" : "end");
    return true;
  }

  private cellElement(id: string): HTMLElement | null | undefined {
    return this.element?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(id)}"]`);
  }

  /** Chooses the cell that stands where one was that is gone; who wrote in that one writes nowhere now. */
  follow(at: number, wrote: boolean): void {
    const cells = this.book.cells.peek();
    const next = cells[Math.min(at, cells.length - 1)];
    if (next) this.select(next.id, !wrote);
  }

  // What is done to cells.

  /** Inserts a cell above or below the chosen one, and chooses it. */
  insert(where: "above" | "below" | "end", type: CellType = "code", write = false): void {
    if (!this.writable) return;
    const all = this.book.cells.peek();
    const at = all.findIndex((each) => each.id === this.selected.peek());
    const after = where === "end" ? all.at(-1) : all[where === "above" ? at - 1 : at];
    const id = this.book.add(after?.id, { type });
    if (type === "markdown") this.open.value = new Set([...this.open.peek(), id]);
    if (write) this.edit(id);
    else this.select(id);
  }

  remove(): void {
    const all = this.book.cells.peek();
    const at = all.findIndex((each) => each.id === this.selected.peek());
    if (at < 0) return;
    const next = all[at + 1] ?? all[at - 1];
    this.book.remove(all[at]!.id);
    if (next) this.select(next.id);
  }

  move(by: 1 | -1): void {
    const id = this.selected.peek();
    this.book.move(id, by);
    this.select(id);
    this.reveal(id);
  }

  turn(type: CellType): void {
    const id = this.selected.peek();
    this.book.turn(id, type);
    if (type === "markdown") this.open.value = new Set([...this.open.peek(), id]);
  }

  copy(): void {
    copied = this.book.copy(this.selected.peek());
  }

  cut(): void {
    this.copy();
    this.remove();
  }

  paste(): void {
    if (copied) this.select(this.book.add(this.selected.peek() || undefined, copied));
  }

  /** Divides the cell that is written in at its cursor. */
  split(): void {
    const id = this.selected.peek();
    const view = this.views.get(id);
    const made = this.writable && view && this.book.split(id, view.state.selection.main.head);
    if (made) this.edit(made, "start");
  }

  fold(id = this.selected.peek()): void {
    const folded = new Set(this.folded.peek());
    if (!folded.delete(id)) folded.add(id);
    this.folded.value = folded;
  }

  /** Shows the Markdown of a cell as it reads. */
  shut(id: string): void {
    const open = new Set(this.open.peek());
    if (open.delete(id)) this.open.value = open;
  }

  // What runs.

  /** Runs the chosen cell, and goes on as asked. */
  run(then: "stay" | "next" | "insert" = "stay"): void {
    const cell = this.chosen.peek();
    if (!cell) return;
    if (cell.type === "markdown") this.shut(cell.id);
    if (cell.type === "code") void this.runCells([cell.id]);
    if (then === "insert") this.insert("below", "code", true);
    else if (then === "stay") this.select(cell.id);
    else if (!this.step(1)) this.insert("end", "code", true);
  }

  async runCells(cells?: readonly string[]): Promise<void> {
    try {
      await this.book.live.sent();
      const all = cells ? { cells: [...cells] } : {};
      await server.execution.run_cells({ workspace: here.value, path: this.path, ...all, ...once() });
    } catch (error) {
      fail(error);
    }
  }

  async interrupt(): Promise<void> {
    const { kernel } = this.outputs.kernel.peek();
    if (kernel) await server.execution.interrupt({ workspace: here.value, kernel, ...once() });
  }

  /** Restarts the kernel, if that is meant; returns whether it was. */
  async restart(): Promise<boolean> {
    const { kernel } = this.outputs.kernel.peek();
    if (!kernel) return true;
    const answers = [
      { value: "yes", title: text.restart, kind: "bad" as const },
      { value: "", title: text.cancel },
    ];
    if (!(await ask(text.restartAsk, answers))) return false;
    await server.execution.restart({ workspace: here.value, kernel, ...once() });
    return true;
  }

  async restartAndRun(): Promise<void> {
    if (await this.restart()) await this.runCells();
  }

  async stop(): Promise<void> {
    const { kernel } = this.outputs.kernel.peek();
    if (kernel) await server.execution.stop_kernel({ workspace: here.value, kernel, ...once() });
  }

  async clear(cell?: string): Promise<void> {
    const of = cell ? { cell } : {};
    await server.documents.clear_outputs({ workspace: here.value, path: this.path, ...of, ...once() });
  }

  async save(): Promise<void> {
    await this.book.live.sent();
    await server.documents.save({ workspace: here.value, path: this.path, ...once() });
    say(text.saved, { kind: "done" });
  }
}
