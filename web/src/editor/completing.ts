// What is suggested while somebody types, and brackets that close themselves; an editor can be used before they are there.

import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  closeBracketsKeymap,
  completeAnyWord,
  completionKeymap,
} from "@codemirror/autocomplete";
import { EditorState, type Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { served } from "./served.ts";

export { startCompletion } from "@codemirror/autocomplete";

const words: CompletionSource = (context) => (context.state.facet(served) ? null : completeAnyWord(context));

/** @param activateOnTyping whether words are suggested without being asked for. */
export const completing = (activateOnTyping: boolean): Extension => [
  closeBrackets(),
  EditorState.languageData.of(() => [{ autocomplete: words }]),
  autocompletion({ icons: false, activateOnTyping }),
  keymap.of([...closeBracketsKeymap, ...completionKeymap]),
];
