// A text that is kept in a file: edited here, saved there, followed when somebody else changes it.

import { type ChangeSpec, type Extension, Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { whenIdle } from "../look/idle.ts";
import { say } from "../notices/notices.ts";
import type { Content, Entry } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { words } from "../words/index.ts";
import { type Form, joined, type OnDisk, read, textOf, write } from "./disk.ts";
import { draftOf, dropDraft, type Kept, keepDraft, keepsNothing } from "./drafts.ts";
import { type Ending, type Indent, unmixed } from "./lines.ts";
import { indentFor, type LiveText, type Locked, lockOf, type Trouble } from "./live.ts";
import { SharedDoc } from "./shared.ts";

const SOON = 400;
const CHARACTERS_A_MS = 2_000;
const NEW = "new";

let changesBetween: (before: Text, after: Text) => ChangeSpec[];

/** Loads what finds the least change; it is not needed before there is one. */
async function differences(): Promise<void> {
  ({ changesBetween } = await import("./difference.ts"));
}

/** The one text of a path; all editors of this page share it. */
export class FileText implements LiveText {
  readonly path: ReadonlySignal<string>;
  readonly dirty = signal(false);
  readonly settled = computed(() => !this.dirty.value);
  readonly saving = signal(false);
  readonly trouble = signal<Exclude<Trouble, { kind: "held" }> | undefined>(undefined);
  readonly locked: Locked;
  readonly form = signal<Form>({ ending: "\n", encoding: "utf-8" });
  readonly indent: Signal<Indent>;
  /** The name of its language; empty is plain text, nothing is to be found by the file's name. */
  readonly language = signal<string | undefined>(undefined);
  disk: OnDisk;
  private readonly name = signal("");
  private readonly shared: SharedDoc;
  private queue: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private looking: Promise<void> | undefined;
  /** The version that the last event told of. */
  private heard: string | null | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private kept = false;

  constructor(path: string, disk: OnDisk, entry: Entry | undefined) {
    this.name.value = path;
    this.path = this.name;
    this.disk = disk;
    this.form.value = { ending: disk.ending, encoding: disk.encoding };
    this.locked = lockOf(entry, "files:write");
    this.indent = signal(indentFor(path, disk.doc));
    this.shared = new SharedDoc(disk.doc, () => this.changed());
  }

  get doc(): Text {
    return this.shared.doc;
  }

  get version(): string {
    return this.disk.version;
  }

  get unsafe(): boolean {
    return this.dirty.value && keepsNothing();
  }

  bind(): Extension {
    return this.shared.bind();
  }

  undo(view: EditorView): boolean {
    return this.shared.undo(view);
  }

  redo(view: EditorView): boolean {
    return this.shared.redo(view);
  }

  /** The file has another path now. */
  async moved(path: string): Promise<void> {
    const before = this.path.value;
    this.name.value = path;
    if (!this.dirty.value) return;
    this.keep();
    await dropDraft(before);
  }

  /** Keeps the lines' ends or the characters in another way from the next save on. */
  reform(form: Partial<Form>): void {
    this.form.value = { ...this.form.value, ...form };
    this.changed();
  }

  /** Ends all lines in one way from the next save on. */
  end(ending: Ending): void {
    if (this.form.value.ending === "mixed") this.shared.change(unmixed(this.doc), true);
    this.reform({ ending });
  }

  /** Brings back what was not saved the last time, if there is something. */
  async restore(draft?: Kept): Promise<void> {
    const found = draft ?? (await draftOf(this.path.value));
    if (!found) return;
    const text = Text.of(found.text.split("\n"));
    if (text.eq(this.disk.doc)) return void dropDraft(this.path.value);
    const now = this.disk;
    const base = Text.of(found.base.split("\n"));
    this.kept = true;
    if (now.version === NEW) this.disk = { ...now, doc: base };
    else if (found.version !== now.version && !base.eq(now.doc)) {
      this.disk = { ...now, doc: base, version: found.version };
      this.trouble.value = { kind: "changed", theirs: now };
    }
    this.form.value = { ending: found.ending, encoding: found.encoding };
    await differences();
    this.become(text, true);
    say(words.editor.restored(this.path.value), {
      action: { title: words.editor.discard, run: () => this.revert() },
    });
  }

  save(): Promise<void> {
    this.waiting ??= this.queue.then(() => {
      this.waiting = undefined;
      this.queue = this.saved().finally(() => (this.saving.value = false));
      const now = this.queue;
      this.queue = now.catch(() => {});
      return now;
    });
    return this.waiting;
  }

  private async saved(): Promise<void> {
    const trouble = this.trouble.value;
    if (!this.dirty.value && trouble?.kind !== "gone") return;
    if (trouble?.kind === "changed") throw new Error(words.editor.changedMeanwhile(this.path.value));
    const sent = { doc: this.doc, ...this.form.value };
    this.saving.value = true;
    try {
      const version = await write(this.path.value, sent.doc, sent, trouble ? trouble.version : this.version);
      this.stands({ ...sent, version });
    } catch (error) {
      if (!(error instanceof RpcError) || !["Conflict", "OutcomeUnknown", "NotFound"].includes(error.kind)) throw error;
      await this.compare(sent);
      if (this.dirty.value) throw new Error(words.editor.changedMeanwhile(this.path.value));
    }
  }

  /** The file was changed, or may have been: looks, and follows; what this page saved itself is no news. */
  look(version?: string | null): Promise<void> {
    this.heard = version;
    this.looking ??= this.queue.then(async () => {
      this.looking = undefined;
      if (this.heard !== this.version || this.trouble.value) await this.compare();
    });
    return this.looking;
  }

  /** Compares with what is on disk; `sent` is what may have been written although nobody said so. */
  private async compare(sent?: Form & { doc: Text }): Promise<void> {
    const content = await read(this.path.value).catch((error) => {
      if (error instanceof RpcError && ["NotFound", "Unacceptable", "Denied"].includes(error.kind)) return undefined;
      throw error;
    });
    if (content?.version === this.version) {
      if (this.trouble.value) this.trouble.value = undefined;
      return;
    }
    const theirs = content && textOf(content);
    await differences();
    if (!theirs) return this.gone(content);
    if (same(theirs, this.disk) || same(theirs, { doc: this.doc, ...this.form.value }) || (sent && same(theirs, sent)))
      return this.stands(theirs);
    if (this.dirty.value) this.trouble.value = { kind: "changed", theirs };
    else this.take(theirs);
  }

  private gone(content: Content | undefined): void {
    this.trouble.value = { kind: "gone", version: content?.version ?? NEW };
    this.changed();
  }

  /** The text as it was on disk last, without what was typed since. */
  async revert(): Promise<void> {
    await differences();
    const trouble = this.trouble.value;
    this.take(trouble?.kind === "changed" ? trouble.theirs : this.disk, true);
  }

  /** The text becomes what is on disk; cursors stay where they are. */
  private take(theirs: OnDisk, undoable = false): void {
    this.become(theirs.doc, undoable);
    this.form.value = { ending: theirs.ending, encoding: theirs.encoding };
    this.stands(theirs);
  }

  /** Ends a conflict: the text becomes `chosen`, to be saved in place of `theirs`. */
  async settle(chosen: Text, theirs: OnDisk): Promise<void> {
    await differences();
    this.become(chosen, true);
    this.stands(theirs);
  }

  /** Makes the text another at once, so that nothing can be typed between looking and changing. */
  private become(text: Text, undoable: boolean): void {
    if (!text.eq(this.doc)) this.shared.change(changesBetween(this.doc, text), undoable);
  }

  /** This is on disk now. */
  private stands(disk: OnDisk): void {
    batch(() => {
      this.disk = disk;
      this.trouble.value = undefined;
      this.changed();
    });
    if (!this.dirty.value) this.keep();
  }

  private changed(): void {
    const { ending, encoding } = this.form.value;
    this.dirty.value = ending !== this.disk.ending || encoding !== this.disk.encoding || !this.doc.eq(this.disk.doc);
    this.keepSoon();
  }

  private keepSoon(): void {
    clearTimeout(this.timer);
    if (!this.dirty.value && !this.kept) return;
    const pause = SOON + this.doc.length / CHARACTERS_A_MS;
    this.timer = setTimeout(() => whenIdle(() => this.keep()), pause);
  }

  /** Keeps what is not saved, or lets go of what was kept. */
  keep(): void {
    clearTimeout(this.timer);
    if (!this.dirty.value && !this.kept) return;
    this.kept = this.dirty.value;
    if (!this.kept) return void dropDraft(this.path.value);
    const { doc, version } = this.disk;
    const draft = { text: joined(this.doc, "\n"), base: joined(doc, "\n"), version, ...this.form.value };
    void keepDraft(this.path.value, draft);
  }

  /** Throws away what was not saved. */
  async discard(): Promise<void> {
    clearTimeout(this.timer);
    this.kept = false;
    await dropDraft(this.path.value);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}

const same = (one: Form & { doc: Text }, two: Form & { doc: Text }): boolean =>
  one.ending === two.ending && one.encoding === two.encoding && one.doc.eq(two.doc);
