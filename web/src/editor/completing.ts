// What is suggested while somebody types, and brackets that close themselves; an editor can be used before they are there.

import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completeAnyWord,
  completionKeymap,
} from "@codemirror/autocomplete";
import { EditorState, type Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

export { startCompletion } from "@codemirror/autocomplete";

/** @param activateOnTyping whether words are suggested without being asked for. */
export const completing = (activateOnTyping: boolean): Extension => [
  closeBrackets(),
  EditorState.languageData.of(() => [{ autocomplete: completeAnyWord }]),
  autocompletion({ icons: false, activateOnTyping }),
  keymap.of([...closeBracketsKeymap, ...completionKeymap]),
];
