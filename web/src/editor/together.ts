// One text that many edit at once, in the editors of this page: what is typed in one goes to all of them and into the
// document; undo and redo take back what was typed here, and nothing of what others did.

import {
  Annotation,
  ChangeSet,
  type ChangeSpec,
  EditorSelection,
  EditorState,
  type Extension,
  Prec,
  Text,
  Transaction,
} from "@codemirror/state";
import { type EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import * as Y from "yjs";
import { Remote } from "../live/provider.ts";
import { marks, touched } from "./marks.ts";

const fromText = Annotation.define<boolean>();
/** What follows within so many milliseconds at the same place is one step. */
const STEP = 500;
const SPOT = "spot";
const JOINS = /^(input\.type|delete)($|\.)/;

/** Anchors and heads that stay with the characters beside them. */
type Spot = [Y.RelativePosition, Y.RelativePosition][];

/** A text, and the editors that show it. */
export class Together {
  private text: Y.Text;
  private undoing: Y.UndoManager;
  private state: EditorState;
  private readonly views = new Set<EditorView>();
  private readonly changed: (remote: boolean) => void;
  /** Where the last change was made here. */
  private last = { event: "", from: 0, to: 0, view: undefined as EditorView | undefined };
  private spot: Spot = [];
  private readonly find: (doc: Y.Doc) => Y.Text;
  private readonly readers = new Set<() => void>();

  /**
   * @param changed is called after each change, whoever made it.
   * @param find the text in its document.
   */
  constructor(doc: Y.Doc, changed: (remote: boolean) => void, find = (it: Y.Doc) => it.getText("text")) {
    this.find = find;
    this.changed = (remote) => {
      changed(remote);
      for (const each of this.readers) each();
    };
    this.text = find(doc);
    this.undoing = this.begun();
    this.state = EditorState.create({
      doc: textOf(this.text),
      extensions: [marks, EditorState.lineSeparator.of("\n"), EditorState.allowMultipleSelections.of(true)],
    });
  }

  get doc(): Text {
    return this.state.doc;
  }

  /** Goes on with another incarnation of the document. */
  become(doc: Y.Doc): void {
    this.end();
    this.text = this.find(doc);
    this.undoing = this.begun();
    const [before, after] = [this.doc.toString(), this.text.toString()];
    let from = 0;
    while (from < before.length && before[from] === after[from]) from++;
    let tail = 0;
    const most = Math.min(before.length, after.length) - from;
    while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
    this.show({ from, to: before.length - tail, insert: split(after.slice(from, after.length - tail)) });
    this.changed(true);
  }

  /** Calls `read` after each change; returns what ends that. */
  whenChanged(read: () => void): () => void {
    this.readers.add(read);
    return () => this.readers.delete(read);
  }

  /** Stops following the document. */
  end(): void {
    this.text.unobserve(this.heard);
    this.undoing.destroy();
  }

  bind(): Extension {
    const plugin = ViewPlugin.define((view) => {
      this.views.add(view);
      return { update: (update) => this.take(update), destroy: () => this.views.delete(view) };
    });
    const keys = [
      { key: "Mod-z", run: (view: EditorView) => this.undo(view), preventDefault: true },
      { key: "Mod-y", mac: "Mod-Shift-z", run: (view: EditorView) => this.redo(view), preventDefault: true },
      { linux: "Ctrl-Shift-z", run: (view: EditorView) => this.redo(view), preventDefault: true },
    ];
    return [plugin, marks.init(() => this.state.field(marks)), Prec.high(keymap.of(keys))];
  }

  /** Changes the text as a step of this page. */
  change(spec: ChangeSpec): void {
    this.undoing.stopCapturing();
    const changes = ChangeSet.of(spec, this.doc.length, "\n");
    this.into(changes);
    this.show(changes);
    this.changed(false);
  }

  undo(view: EditorView): boolean {
    return this.step("undo", view);
  }

  redo(view: EditorView): boolean {
    return this.step("redo", view);
  }

  /** Where a position is, whatever happens to the text around it. */
  anchor(position: number): Y.RelativePosition {
    return Y.createRelativePositionFromTypeIndex(this.text, position);
  }

  /** Where such a place is now; nothing while the text there has not come yet. */
  positionOf(anchor: Y.RelativePosition): number | undefined {
    const found = Y.createAbsolutePositionFromRelativePosition(anchor, this.text.doc!, false);
    return found?.type === this.text ? Math.min(found.index, this.doc.length) : undefined;
  }

  private begun(): Y.UndoManager {
    this.text.observe(this.heard);
    const undoing = new Y.UndoManager(this.text, { trackedOrigins: new Set([this]), captureTimeout: STEP });
    undoing.on("stack-item-added", ({ stackItem }) => stackItem.meta.set(SPOT, this.spot));
    return undoing;
  }

  /** The document changed: by others, or by a step back. */
  private readonly heard = (event: Y.YTextEvent, { origin }: Y.Transaction): void => {
    if (origin === this) return;
    const changes = changesOf(event.delta, this.doc.length);
    const by = origin instanceof Remote && origin.author ? origin : undefined;
    const effects = by ? [touched.of({ author: by.author, kind: by.kind, origin: by.origin, changes })] : [];
    this.last.from = changes.mapPos(this.last.from);
    this.last.to = changes.mapPos(this.last.to);
    this.show(changes, undefined, effects);
    this.changed(origin instanceof Remote);
  };

  private take(update: ViewUpdate): void {
    for (const each of update.transactions) {
      if (!each.docChanged || each.annotation(fromText)) continue;
      this.spot = this.spotOf(each.startState.selection);
      if (!this.joins(each, update.view)) this.undoing.stopCapturing();
      this.into(each.changes);
      this.show(each.changes, update.view);
      this.changed(false);
    }
  }

  /** Whether a change belongs to the same step as the one before. */
  private joins(made: Transaction, view: EditorView): boolean {
    const { last } = this;
    const event = made.annotation(Transaction.userEvent) ?? "";
    let touches = false;
    let [from, to] = [Infinity, 0];
    made.changes.iterChangedRanges((fromA, toA, fromB, toB) => {
      touches ||= fromA <= last.to && toA >= last.from;
      [from, to] = [Math.min(from, fromB), Math.max(to, toB)];
    });
    const joins = touches && last.view === view && last.event === event && JOINS.test(event);
    this.last = { event, from, to, view };
    return joins || event.startsWith("input.type.compose");
  }

  /** Brings changes of this page into the document. */
  private into(changes: ChangeSet): void {
    this.text.doc!.transact(() => {
      let moved = 0;
      changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
        const text = inserted.sliceString(0, inserted.length, "\n");
        if (toA > fromA) this.text.delete(fromA + moved, toA - fromA);
        if (text) this.text.insert(fromA + moved, text);
        moved += text.length - (toA - fromA);
      }, true);
    }, this);
  }

  /** Makes changes in all editors but the one that they come from. */
  private show(changes: ChangeSpec, except?: EditorView, effects: ReturnType<(typeof touched)["of"]>[] = []): void {
    this.state = this.state.update({ changes, effects }).state;
    const annotations = [fromText.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)];
    for (const view of this.views) if (view !== except) view.dispatch({ changes, effects, annotations });
  }

  private step(which: "undo" | "redo", view: EditorView): boolean {
    if (view.state.readOnly) return false;
    this.spot = this.spotOf(view.state.selection);
    const done = this.undoing[which]();
    if (!done) return false;
    const ranges = ((done.meta.get(SPOT) ?? []) as Spot).flatMap(([anchor, head]) => {
      const [from, to] = [this.positionOf(anchor), this.positionOf(head)];
      return from === undefined || to === undefined ? [] : [EditorSelection.range(from, to)];
    });
    const selection = ranges.length ? EditorSelection.create(ranges) : undefined;
    view.dispatch({ ...(selection && { selection }), scrollIntoView: true, userEvent: which });
    return true;
  }

  private spotOf({ ranges }: EditorSelection): Spot {
    return ranges.map(({ anchor, head }) => [this.anchor(anchor), this.anchor(head)]);
  }
}

const split = (text: string): Text => Text.of(text.split("\n"));

const textOf = (text: Y.Text): Text => split(text.toString());

/** A change as Yjs tells it, as the editors make it. */
function changesOf(delta: Y.YTextEvent["delta"], length: number): ChangeSet {
  const changes: { from: number; to?: number; insert?: Text }[] = [];
  let at = 0;
  for (const { insert, delete: gone = 0, retain = 0 } of delta) {
    if (typeof insert === "string") changes.push({ from: at, insert: split(insert) });
    if (gone) changes.push({ from: at, to: at + gone });
    at += gone + retain;
  }
  return ChangeSet.of(changes, length, "\n");
}
