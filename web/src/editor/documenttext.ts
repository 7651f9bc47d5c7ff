// A text that is a document of the server: what is typed is there at once, and on disk a moment later.

import type { Extension, Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { openDocument } from "../live/documents.ts";
import { keepsNothing } from "../live/kept.ts";
import type { LiveDoc } from "../live/provider.ts";
import type { Document, Entry } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { answers, here, once, server } from "../server.ts";
import { cursors } from "./cursors.ts";
import type { Form } from "./disk.ts";
import { type Ending, type Indent, unmixed } from "./lines.ts";
import { indentFor, type LiveText, type Locked, lockOf, type Trouble } from "./live.ts";
import { attribution } from "./marks.ts";
import { Together } from "./together.ts";

/** What is not on disk after so many milliseconds is marked: something stands in its way. */
const LATE = 2_000;

/** The one document of a path; all editors of this page share it, and everybody else's. */
export class DocumentText implements LiveText {
  readonly path: ReadonlySignal<string>;
  readonly dirty = signal(false);
  readonly settled = computed(() => !this.live.unsent.value && this.live.status.value?.saved === true);
  readonly saving = signal(false);
  readonly trouble: ReadonlySignal<Trouble | undefined>;
  readonly locked: Locked;
  readonly form: ReadonlySignal<Form>;
  readonly indent: Signal<Indent>;
  readonly language = signal<string | undefined>(undefined);
  readonly live: LiveDoc;
  /** Is called when something is typed here. */
  typed: () => void = () => {};
  private readonly name: Signal<string>;
  private readonly shared: Together;
  private seen: unknown;
  private readonly ends: (() => void)[];

  /** Opens a file as a document; fails as `documents.follow` does, e.g. when it is no text. */
  static async open(path: string, entry: Promise<Entry | undefined>): Promise<DocumentText> {
    const live = await openDocument(path, "text");
    return new DocumentText(path, live, await entry);
  }

  private constructor(path: string, live: LiveDoc, entry: Entry | undefined) {
    this.live = live;
    this.path = this.name = signal(path);
    this.locked = lockOf(entry, "documents:write");
    this.seen = live.doc.value;
    this.shared = new Together(live.doc.value, (remote) => remote || this.typed());
    live.plain = () => this.shared.doc;
    this.indent = signal(indentFor(path, this.shared.doc));
    this.form = computed(() => ({
      ending: (live.status.value?.ending ?? "\n") as Ending,
      encoding: live.status.value?.encoding ?? "utf-8",
    }));
    this.trouble = computed(() => troubleOf(live));
    this.ends = [effect(() => this.follow()), effect(() => this.watch())];
  }

  get doc(): Text {
    return this.shared.doc;
  }

  get version(): string {
    return this.live.status.value?.version_on_disk ?? "";
  }

  get unsafe(): boolean {
    return this.live.unsent.value && keepsNothing;
  }

  bind(): Extension {
    return [this.shared.bind(), attribution, cursors(this.shared, this.path)];
  }

  undo(view: EditorView): boolean {
    return this.shared.undo(view);
  }

  redo(view: EditorView): boolean {
    return this.shared.redo(view);
  }

  /** Where a place of somebody else is. */
  positionOf(...place: Parameters<Together["positionOf"]>): number | undefined {
    return this.shared.positionOf(...place);
  }

  save(): Promise<void> {
    return this.bring({});
  }

  reform(form: Partial<Form>): Promise<void> {
    return this.bring(form);
  }

  /** Brings it to disk, from now on in another form if one is given; waits for a lost server. */
  private async bring(form: Partial<Form>): Promise<void> {
    this.saving.value = true;
    try {
      for (let made = false; ; ) {
        await this.live.sent();
        const { changes } = this.live;
        try {
          const all = { workspace: here.value, path: this.path.value, ...form, ...once() };
          return this.live.stands(await server.call<Document>("documents.save", all), changes);
        } catch (error) {
          const kind = error instanceof RpcError ? error.kind : "";
          if (kind === "ConnectionLost") await answers();
          else if (kind !== "NotFound" || made || !(made = await this.makeFolder())) throw error;
        }
      }
    } finally {
      this.saving.value = false;
    }
  }

  /** Makes the folder again that the file was in; returns whether saving may be tried again. */
  private async makeFolder(): Promise<boolean> {
    const path = this.path.value.slice(0, Math.max(0, this.path.value.lastIndexOf("/")));
    if (!path) return true;
    const made = server.files.make_folder({ workspace: here.value, path, ...once() });
    return made.then(
      () => true,
      () => false,
    );
  }

  async end(ending: Ending): Promise<void> {
    if (this.form.value.ending === "mixed") this.shared.change(unmixed(this.doc));
    await this.reform({ ending });
  }

  /** There is nothing to go back to: the disk has what is here. */
  async revert(): Promise<void> {}

  async moved(path: string): Promise<void> {
    this.name.value = path;
    this.live.moved(path);
  }

  /** What others did to the file came into the document already. */
  async look(): Promise<void> {}

  keep(): void {
    if (this.live.unsent.value) this.live.keep();
  }

  async discard(): Promise<void> {}

  dispose(): void {
    for (const end of this.ends) end();
    this.shared.end();
    void this.live.close();
  }

  /** Goes on with another incarnation of the document. */
  private follow(): void {
    const doc = this.live.doc.value;
    if (this.seen !== doc)
      queueMicrotask(() => {
        this.shared.become(doc);
        this.live.plain = () => this.shared.doc;
      });
    this.seen = doc;
  }

  private watch(): () => void {
    if (this.settled.value) this.dirty.value = false;
    const timer = this.settled.value ? undefined : setTimeout(() => (this.dirty.value = true), LATE);
    return () => clearTimeout(timer);
  }
}

function troubleOf({ status, refused }: LiveDoc): Trouble | undefined {
  if (refused.value) return { kind: "held", cause: "refused", detail: refused.value };
  const { trouble = "", detail = "", version_on_disk: version = "" } = status.value ?? {};
  if (trouble === "gone") return { kind: "gone", version };
  return trouble ? { kind: "held", cause: trouble, detail } : undefined;
}
