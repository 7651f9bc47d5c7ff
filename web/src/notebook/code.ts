// The editor of one cell.

import { closeCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches } from "@codemirror/search";
import { Compartment, EditorState, type Extension, Prec } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightSpecialChars,
  type KeyBinding,
  keymap,
  rectangularSelection,
} from "@codemirror/view";
import { signal } from "@preact/signals";
import { cursors } from "../editor/cursors.ts";
import { colours } from "../editor/highlight.ts";
import { allLanguages } from "../editor/languages.ts";
import { attribution } from "../editor/marks.ts";
import type { Together } from "../editor/together.ts";
import type { Cell } from "./book.ts";
import type { Desk } from "./desk.ts";

const always: Extension = [
  highlightSpecialChars(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  indentOnInput(),
  rectangularSelection(),
  bracketMatching(),
  highlightSelectionMatches({ minSelectionLength: 2 }),
  syntaxHighlighting(colours),
  indentUnit.of("    "),
  EditorState.lineSeparator.of("\n"),
  EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
];

/** Makes the editor of a cell in an element. */
export function edit(parent: HTMLElement, desk: Desk, cell: Cell, together: Together, label: string): EditorView {
  const leave = (it: EditorView) => (closeCompletion(it), desk.select(cell.id), true);
  const language = new Compartment();
  const completion = new Compartment();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: together.doc,
      extensions: [
        Prec.highest(keymap.of([{ key: "Escape", run: leave }])),
        together.bind(),
        attribution,
        cursors(together, signal(desk.path)),
        language.of([]),
        completion.of([]),
        Prec.high(keymap.of(keysOf(desk))),
        always,
        cell.type === "code" ? [] : EditorView.lineWrapping,
        keymap.of([...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"), indentWithTab]),
        EditorState.readOnly.of(!desk.writable),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "-1" }),
        EditorView.updateListener.of(({ focusChanged, view }) => {
          if (focusChanged && view.hasFocus) desk.selected.value = cell.id;
        }),
      ],
    }),
  });
  void languageOf(desk, cell).then((found) => view.dispatch({ effects: language.reconfigure(found) }));
  void import("../editor/completing.ts").then(
    ({ completing }) => view.dispatch({ effects: completion.reconfigure(completing(cell.type === "code")) }),
    () => {},
  );
  return view;
}

async function languageOf(desk: Desk, cell: Cell): Promise<Extension> {
  const name = cell.type === "markdown" ? "markdown" : cell.type === "code" ? desk.language() : "";
  const found = allLanguages.find((each) => each.name.toLowerCase() === name || each.alias.includes(name));
  return (await found?.load().catch(() => undefined)) ?? [];
}

function keysOf(desk: Desk): readonly KeyBinding[] {
  const done = (act: () => unknown) => () => (act(), true);
  const edge = (by: 1 | -1) => (view: EditorView) => {
    const { main } = view.state.selection;
    if (!main.empty || view.state.selection.ranges.length > 1) return false;
    const line = view.state.doc.lineAt(main.head).number;
    return line === (by === 1 ? view.state.doc.lines : 1) && desk.editBeside(by);
  };
  return [
    { key: "Shift-Enter", run: done(() => desk.run("next")) },
    { key: "Mod-Enter", run: done(() => desk.run()) },
    { key: "Alt-Enter", run: done(() => desk.run("insert")) },
    { key: "Ctrl-Shift--", run: done(() => desk.split()) },
    { key: "ArrowUp", run: edge(-1) },
    { key: "ArrowDown", run: edge(1) },
  ];
}
