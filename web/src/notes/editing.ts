// How a note is edited: keys, what is typed as Markdown, tables, undo of one's own.

import { baseKeymap, chainCommands, exitCode } from "prosemirror-commands";
import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { type Command, EditorState, Plugin, TextSelection } from "prosemirror-state";
import { goToNextCell, tableEditing } from "prosemirror-tables";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";
import { initProseMirrorDoc, redoCommand, undoCommand, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import type * as Y from "yjs";
import { openFile } from "../editor/state.ts";
import { fail } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import { cursors } from "./cursors.ts";
import { insertPictures, Picture, picturesIn } from "./pictures.ts";
import { schema } from "./schema.ts";
import { active, resolved, ticks } from "./state.ts";

const { nodes, marks } = schema;

/** Makes an editor of a note's tree, in an element. */
export function edit(element: HTMLElement, root: Y.XmlFragment, path: string, writable: () => boolean): EditorView {
  const { doc, mapping } = initProseMirrorDoc(root, schema);
  const plugins = [
    ySyncPlugin(root, { mapping }),
    yUndoPlugin(),
    cursors(path),
    typed(),
    keymap(KEYS),
    keymap(baseKeymap),
    tableEditing(),
    hint(),
  ];
  const view: EditorView = new EditorView(
    { mount: element },
    {
      state: EditorState.create({ doc, schema, plugins }),
      editable: writable,
      nodeViews: { image: (node) => new Picture(node, path) },
      attributes: { class: "note-text", role: "textbox", "aria-multiline": "true", "aria-label": words.notes.note },
      handleDOMEvents: {
        focus: () => void (active.value = { view, path }),
        click: (_view, event) => follow(event, path),
      },
      handlePaste: (_view, event) => takePictures(view, path, event.clipboardData),
      handleDrop: (_view, event) => takePictures(view, path, event.dataTransfer),
      dispatchTransaction(change) {
        view.updateState(view.state.apply(change));
        ticks.value++;
      },
    },
  );
  return view;
}

function takePictures(view: EditorView, path: string, data: DataTransfer | null): boolean {
  const files = picturesIn(data);
  if (files.length) void insertPictures(view, path, files).catch(fail);
  return files.length > 0;
}

/** A link is followed with Ctrl or Cmd: to a file of the workspace, or in another tab. */
function follow(event: MouseEvent, note: string): boolean {
  const link = (event.target as Element).closest("a");
  if (!link) return false;
  event.preventDefault();
  if (!event.ctrlKey && !event.metaKey) return false;
  const href = link.getAttribute("href") ?? "";
  if (/^(?:https?|mailto):/i.test(href)) open(href, "_blank", "noopener,noreferrer");
  else {
    const path = resolved(note, href.split("#")[0]!);
    if (path) openFile(path);
  }
  return true;
}

const item = nodes["list_item"]!;
const line: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes["hard_break"]!.create()).scrollIntoView());
  return true;
};
const KEYS: Record<string, Command> = {
  "Mod-z": undoCommand,
  "Mod-y": redoCommand,
  "Mod-Shift-z": redoCommand,
  Enter: splitListItem(item),
  "Shift-Enter": chainCommands(exitCode, line),
  "Mod-Enter": chainCommands(exitCode, line),
  Tab: chainCommands(goToNextCell(1), sinkListItem(item)),
  "Shift-Tab": chainCommands(goToNextCell(-1), liftListItem(item)),
  Backspace: atBegin,
};

/** Backspace at the begin of a heading makes it plain. */
function atBegin(state: EditorState, dispatch?: EditorView["dispatch"]): boolean {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.parent.type !== nodes["heading"]) return false;
  dispatch?.(state.tr.setBlockType($from.pos, $from.pos, nodes["paragraph"]!));
  return true;
}

/** What is typed as in Markdown becomes what it means. */
function typed(): Plugin {
  const mark = (pattern: RegExp, name: string) =>
    new InputRule(pattern, (state, match, start, end) => {
      const [whole, text] = [match[0], match[1]!];
      const from = start + whole.indexOf(text);
      const change = state.tr;
      if (from + text.length < end) change.delete(from + text.length, end);
      if (from > start) change.delete(start, from);
      return change.addMark(start, start + text.length, marks[name]!.create()).removeStoredMark(marks[name]!);
    });
  return inputRules({
    rules: [
      textblockTypeInputRule(/^(#{1,6})\s$/, nodes["heading"]!, (match) => ({ level: match[1]!.length })),
      textblockTypeInputRule(/^```(\w*)\s$/, nodes["code_block"]!, (match) => ({ params: match[1] })),
      wrappingInputRule(/^\s*>\s$/, nodes["blockquote"]!),
      wrappingInputRule(/^\s*[-+*]\s$/, nodes["bullet_list"]!),
      wrappingInputRule(/^(\d{1,8})\.\s$/, nodes["ordered_list"]!, (match) => ({ order: Number(match[1]) })),
      new InputRule(/^---$/, (state, _match, start, end) =>
        state.tr.replaceRangeWith(start, end, nodes["horizontal_rule"]!.create()),
      ),
      mark(/(?<=^|\s)\*\*([^\s*][^*]*)\*\*$/, "strong"),
      mark(/(?<=^|\s)\*([^\s*][^*]*)\*$/, "em"),
      mark(/(?<=^|\s)`([^`]+)`$/, "code"),
      mark(/(?<=^|\s)~~([^~]+)~~$/, "strike"),
    ],
  });
}

/** Says what can be done while nothing is there. */
function hint(): Plugin {
  return new Plugin({
    props: {
      decorations({ doc }) {
        const [only] = [doc.firstChild];
        if (doc.childCount !== 1 || !only?.isTextblock || only.content.size) return DecorationSet.empty;
        const attributes = { class: "note-hint", "data-hint": words.notes.placeholder };
        return DecorationSet.create(doc, [Decoration.node(0, only.nodeSize, attributes)]);
      },
    },
  });
}

/** Puts the cursor behind everything, into a new paragraph if what is last is none. */
export function goToEnd(view: EditorView): void {
  const { doc, tr } = view.state;
  if (doc.lastChild?.type !== nodes["paragraph"]) tr.insert(doc.content.size, nodes["paragraph"]!.create());
  view.dispatch(tr.setSelection(TextSelection.atEnd(tr.doc)).scrollIntoView());
  view.focus();
}
