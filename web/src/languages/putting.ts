// What language servers change, in the text that is looked at.

import type { Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { LiveText } from "../editor/live.ts";
import { say } from "../notices/notices.ts";
import type { FileEdits } from "../rpc.gen.ts";
import { words } from "../words/index.ts";
import { rangeOf } from "./places.ts";

/** Whether a text can't be changed here; then it says why. */
export function isLocked({ locked }: LiveText): boolean {
  if (locked) say(words.editor.locked[locked]);
  return locked !== "";
}

/** Makes edits of the text that is looked at as one step here. */
export function put(it: LiveText, view: EditorView, doc: Text, { edits }: FileEdits): void {
  if (isLocked(it)) return; // an editor that is read-only takes what a program changes
  if (view.state.doc !== doc) {
    say(words.languages.changed);
    return;
  }
  const changes = edits.map((each) => ({ ...rangeOf(doc, each.range), insert: each.new }));
  view.dispatch({ changes, userEvent: "input.format", scrollIntoView: true });
}
