// The editor that commands and the status bar mean.

import type { EditorView } from "@codemirror/view";
import { computed, signal } from "@preact/signals";
import { current, groups } from "../shell/layout.ts";
import type { LiveText } from "./live.ts";

/** An editor that is drawn. */
interface Shown {
  view: EditorView;
  text: LiveText;
  /** The group that it stands in. */
  group: string;
}

/** Where the cursors of the active editor are. */
export interface Cursors {
  line: number;
  column: number;
  /** How many characters are selected, and by how many cursors. */
  selected: number;
  count: number;
}

export const shown = signal<readonly Shown[]>([]);
export const cursors = signal<Cursors>({ line: 1, column: 1, selected: 0, count: 1 });

export const active = computed((): Shown | undefined => {
  const group = groups.value.find((each) => each.id === current.value);
  return shown.value.find((each) => each.group === current.value && group?.active === `file:${each.text.path.value}`);
});
export const activeView = computed((): EditorView | undefined => active.value?.view);

/** Tells where the cursors of an editor are, if it is the active one. */
export function tellCursors(view: EditorView): void {
  if (activeView.peek() !== view) return;
  const { selection, doc } = view.state;
  const line = doc.lineAt(selection.main.head);
  cursors.value = {
    line: line.number,
    column: selection.main.head - line.from + 1,
    selected: selection.ranges.reduce((sum, each) => sum + each.to - each.from, 0),
    count: selection.ranges.length,
  };
}
