// How an editor behaves: what is the same for all texts, and what is chosen for each.

import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { closeSearchPanel, highlightSelectionMatches, search } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  highlightTrailingWhitespace,
  highlightWhitespace,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { effect, untracked } from "@preact/signals";
import { words as said } from "../words/index.ts";
import { findPanel } from "./find.tsx";
import { colours } from "./highlight.ts";
import { languageOf } from "./languages.ts";
import type { Indent } from "./lines.ts";
import { longestLine } from "./lines.ts";
import type { LiveText } from "./live.ts";
import { whitespace, wrap } from "./preferences.ts";
import { additions } from "./state.ts";

/** A longer line is shown without colours, so that nothing waits for it. */
const LONG_LINE = 20_000;

/** Where words are suggested only when somebody asks. */
const PROSE = /^(Markdown|LaTeX|Textile|reStructuredText)$/;

const language = new Compartment();
const completion = new Compartment();
const indentation = new Compartment();
const wrapping = new Compartment();
const marks = new Compartment();
const added = new Compartment();

/** What all editors have. */
export const always: Extension = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  highlightSpecialChars(),
  foldGutter({ markerDOM: foldMark }),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  EditorView.contentAttributes.of({ tabindex: "0" }),
  indentOnInput(),
  rectangularSelection(),
  crosshairCursor(),
  highlightSelectionMatches({ minSelectionLength: 2 }),
  search({ top: true, createPanel: findPanel }),
  syntaxHighlighting(colours),
  keymap.of([{ key: "Escape", run: closeSearchPanel }, ...foldKeymap, ...defaultKeymap, indentWithTab]),
];

function foldMark(open: boolean): HTMLElement {
  const mark = document.createElement("span");
  mark.className = `editor-fold ${open ? "open" : ""}`;
  mark.title = open ? said.editor.fold : said.editor.unfold;
  return mark;
}

const indents = ({ unit, size }: Indent): Extension => [indentUnit.of(unit), EditorState.tabSize.of(size)];
const wraps = (on: boolean): Extension => (on ? EditorView.lineWrapping : []);
const shows = (on: boolean): Extension => (on ? [highlightWhitespace(), highlightTrailingWhitespace()] : []);

/** Everything that an editor of this text needs, as things are now. */
export function setup(text: LiveText): Extension {
  const readOnly = text.locked !== "";
  return [
    text.bind(),
    language.of([]),
    completion.of([]),
    indentation.of(indents(text.indent.peek())),
    wrapping.of(wraps(untracked(wrap))),
    marks.of(shows(untracked(whitespace))),
    added.of([]),
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({ "aria-label": text.path.peek(), ...(readOnly && { "aria-readonly": "true" }) }),
    kept,
    always,
  ];
}

/** Only `\n` ends a line: a `\r` is a character, as a text whose lines end in several ways needs it; what is pasted has none. */
const kept: Extension = [
  EditorState.lineSeparator.of("\n"),
  EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
];

/** Keeps an editor as it is chosen; returns what ends it. */
export function adjust(view: EditorView, text: LiveText): () => void {
  const plain = longestLine(text.doc.iterLines()) > LONG_LINE;
  let alive = true;
  void Promise.all(additions.map((add) => add(text))).then(
    (found) => alive && view.dispatch({ effects: added.reconfigure(found) }),
    () => {},
  );
  const ends = [
    effect(() => view.dispatch({ effects: indentation.reconfigure(indents(text.indent.value)) })),
    effect(() => view.dispatch({ effects: wrapping.reconfigure(wraps(wrap())) })),
    effect(() => view.dispatch({ effects: marks.reconfigure(shows(whitespace())) })),
    effect(() => {
      const found = plain ? undefined : languageOf(text.language.value, text.path.value, text.doc.line(1).text);
      const brackets = plain ? [] : bracketMatching();
      const activateOnTyping = found !== undefined && !PROSE.test(found.name);
      const set = (extension: Extension) =>
        alive && view.dispatch({ effects: language.reconfigure([extension, brackets]) });
      void import("./completing.ts").then(
        ({ completing }) => alive && view.dispatch({ effects: completion.reconfigure(completing(activateOnTyping)) }),
        () => {},
      );
      if (found?.support) set(found.support);
      else if (found) void found.load().then(set, () => set([]));
      else set([]);
    }),
  ];
  return () => {
    alive = false;
    for (const end of ends) end();
  };
}

/** The language of a text, once it is loaded. */
export async function languageFor(text: LiveText): Promise<Extension> {
  const found = languageOf(text.language.peek(), text.path.peek(), text.doc.line(1).text);
  return longestLine(text.doc.iterLines()) > LONG_LINE || !found ? [] : found.load().catch(() => []);
}
