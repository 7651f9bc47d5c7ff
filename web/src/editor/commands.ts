// What can be done in an editor, by name and key.

import * as edit from "@codemirror/commands";
import { foldAll, foldCode, unfoldAll, unfoldCode } from "@codemirror/language";
import {
  findNext,
  findPrevious,
  openSearchPanel,
  selectNextOccurrence,
  selectSelectionMatches,
} from "@codemirror/search";
import type { Command as Action, EditorView } from "@codemirror/view";
import { batch } from "@preact/signals";
import { type Command, register } from "../commands/registry.ts";
import { words } from "../words/index.ts";
import { active, activeView } from "./active.ts";
import { replacing } from "./find.tsx";
import { goToLine, goToSymbol } from "./going.ts";
import { toggleWhitespace, toggleWrap } from "./preferences.ts";
import { canUndoOthers, undoOther } from "./undoing.ts";

type Title = {
  [K in keyof typeof words.editor]: (typeof words.editor)[K] extends string ? K : never;
}[keyof typeof words.editor];

const open = () => activeView.value !== undefined;
/** The text can be changed; what is typed to find something is none of its keys' business. */
const writable = () => activeView.value?.state.readOnly === false && !document.activeElement?.closest(".find");

/** A command of the active editor; what changes the text can't be done where it is read-only. */
function make(id: string, title: Title, key: string, action: Action, when = writable): Command {
  return {
    id: `editor.${id}`,
    title: words.editor[title],
    ...(key && { key }),
    place: "editor",
    when,
    run() {
      const view = activeView.peek();
      if (!view) return;
      if (!view.hasFocus) view.focus();
      action(view);
    },
  };
}

/** A command that works wherever the keyboard is while an editor is active. */
const anywhere = (it: Command): Command => {
  const { place: _, ...rest } = it;
  return rest;
};

function complete(view: EditorView): boolean {
  void import("./completing.ts").then(({ startCompletion }) => startCompletion(view));
  return true;
}

function find(replace: boolean): Action {
  return (view) => {
    batch(() => (replacing.value = replace || replacing.value));
    return openSearchPanel(view);
  };
}

const stepped =
  (which: "undo" | "redo"): Action =>
  (view) =>
    active.peek()?.text[which](view) ?? false;

register(
  anywhere(make("find", "find", "Mod+F", find(false), open)),
  anywhere(make("replace", "replace", "Mod+H", find(true), open)),
  make("findNext", "findNext", "F3", findNext, open),
  make("findPrevious", "findPrevious", "Shift+F3", findPrevious, open),
  anywhere({ ...make("goToLine", "goToLine", "Ctrl+G", () => true, open), run: goToLine }),
  anywhere({ ...make("goToSymbol", "goToSymbol", "Mod+Shift+O", () => true, open), run: goToSymbol }),
  make("undo", "undo", "", stepped("undo")),
  make("redo", "redo", "", stepped("redo")),
  {
    id: "editor.undoOther",
    title: words.live.undoOther,
    key: "Mod+Alt+Z",
    when: canUndoOthers,
    run: () => undoOther(),
  },
  { id: "editor.undoAgent", title: words.live.undoAgent, when: canUndoOthers, run: () => undoOther("agent") },
  make("comment", "comment", "Mod+/", edit.toggleComment),
  make("blockComment", "blockComment", "Shift+Alt+A", edit.toggleBlockComment),
  make("lineUp", "lineUp", "Alt+ArrowUp", edit.moveLineUp),
  make("lineDown", "lineDown", "Alt+ArrowDown", edit.moveLineDown),
  make("copyUp", "copyUp", "Alt+Shift+ArrowUp", edit.copyLineUp),
  make("copyDown", "copyDown", "Alt+Shift+ArrowDown", edit.copyLineDown),
  make("deleteLine", "deleteLine", "Mod+Shift+K", edit.deleteLine),
  make("lineBelow", "lineBelow", "Mod+Enter", edit.insertBlankLine),
  make("nextSame", "nextSame", "Mod+D", selectNextOccurrence, open),
  make("allSame", "allSame", "Mod+Shift+L", selectSelectionMatches, open),
  make("cursorAbove", "cursorAbove", "Mod+Alt+ArrowUp", edit.addCursorAbove, open),
  make("cursorBelow", "cursorBelow", "Mod+Alt+ArrowDown", edit.addCursorBelow, open),
  make("selectLine", "selectLine", "Mod+L", edit.selectLine, open),
  make("grow", "grow", "Alt+Shift+ArrowRight", edit.selectParentSyntax, open),
  make("bracket", "bracket", "Mod+Shift+\\", edit.cursorMatchingBracket, open),
  make("indentMore", "indentMore", "Mod+]", edit.indentMore),
  make("indentLess", "indentLess", "Mod+[", edit.indentLess),
  make("fold", "fold", "Mod+Shift+[", foldCode, open),
  make("unfold", "unfold", "Mod+Shift+]", unfoldCode, open),
  make("foldAll", "foldAll", "", foldAll, open),
  make("unfoldAll", "unfoldAll", "", unfoldAll, open),
  make("complete", "complete", "Ctrl+Space", complete),
  { ...make("wrap", "wrap", "Alt+Z", () => true, open), run: toggleWrap },
  {
    ...make("whitespace", "whitespace", "", () => true, open),
    run: toggleWhitespace,
  },
);
