// One text in several editors: each change in one is made in all; undo and redo are the text's, cursors the editors'.

import { history, redo, undo } from "@codemirror/commands";
import {
  Annotation,
  type ChangeSpec,
  EditorState,
  type Extension,
  Prec,
  type Text,
  Transaction,
} from "@codemirror/state";
import { type EditorView, keymap, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const fromText = Annotation.define<boolean>();

/** A text, its history, and the editors that show it. */
export class SharedDoc {
  private state: EditorState;
  private readonly views = new Set<EditorView>();
  private readonly changed: () => void;

  /** @param changed is called after each change, whoever made it. */
  constructor(doc: Text, changed: () => void) {
    this.changed = changed;
    this.state = EditorState.create({ doc, extensions: [history(), EditorState.allowMultipleSelections.of(true)] });
  }

  get doc(): Text {
    return this.state.doc;
  }

  /** Whether the last step can be taken back. */
  bind(): Extension {
    const plugin = ViewPlugin.define((view) => {
      this.views.add(view);
      return { update: (update) => this.take(update), destroy: () => this.views.delete(view) };
    });
    const keys = [
      { key: "Mod-z", run: (view: EditorView) => this.step(undo, view), preventDefault: true },
      { key: "Mod-y", mac: "Mod-Shift-z", run: (view: EditorView) => this.step(redo, view), preventDefault: true },
      { linux: "Ctrl-Shift-z", run: (view: EditorView) => this.step(redo, view), preventDefault: true },
    ];
    return [plugin, Prec.high(keymap.of(keys))];
  }

  /** Changes the text as nobody at this page did; it can't be undone here unless `undoable`. */
  change(changes: ChangeSpec, undoable = false): void {
    const made = this.state.update({ changes, annotations: Transaction.addToHistory.of(undoable) });
    this.become(made);
  }

  undo(view: EditorView): boolean {
    return this.step(undo, view);
  }

  redo(view: EditorView): boolean {
    return this.step(redo, view);
  }

  private take(update: ViewUpdate): void {
    for (const each of update.transactions) {
      if (!each.docChanged || each.annotation(fromText)) continue;
      const before = each.startState.selection;
      if (!this.state.selection.eq(before)) this.state = this.state.update({ selection: before }).state;
      const event = each.annotation(Transaction.userEvent);
      const kept = each.annotation(Transaction.addToHistory);
      const made = this.state.update({
        changes: each.changes,
        selection: each.newSelection,
        annotations: [
          ...(event === undefined ? [] : [Transaction.userEvent.of(event)]),
          ...(kept === undefined ? [] : [Transaction.addToHistory.of(kept)]),
        ],
      });
      this.become(made, update.view);
    }
  }

  private step(which: typeof undo, view: EditorView): boolean {
    if (view.state.readOnly) return false;
    const dispatch = (made: Transaction) => {
      this.become(made, view);
      const { changes, selection } = made;
      view.dispatch({ changes, ...(selection && { selection }), scrollIntoView: true, annotations: fromText.of(true) });
    };
    return which({ state: this.state, dispatch });
  }

  private become(made: Transaction, except?: EditorView): void {
    this.state = made.state;
    for (const view of this.views)
      if (view !== except) view.dispatch({ changes: made.changes, annotations: fromText.of(true) });
    this.changed();
  }
}
