// What can be done in a note: each works in the one in which somebody wrote last.

import { lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import type { NodeType } from "prosemirror-model";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import type { Command, EditorState } from "prosemirror-state";
import * as tables from "prosemirror-tables";
import { redoCommand, undoCommand } from "y-prosemirror";
import { pick } from "../commands/pick.ts";
import { openFile } from "../editor/state.ts";
import { ask } from "../look/Dialog.tsx";
import { say } from "../notices/notices.ts";
import { RpcError } from "../rpc.ts";
import { here, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { choosePictures } from "./pictures.ts";
import { leadsSomewhere, schema } from "./schema.ts";
import { active } from "./state.ts";

const text = words.notes;
const { nodes, marks } = schema;

function act(command: Command): void {
  const it = active.peek();
  if (!it) return;
  command(it.view.state, it.view.dispatch, it.view);
  it.view.focus();
}

/** Whether what is selected, or what is typed next, has a mark. */
export function isMarked(state: EditorState, name: string): boolean {
  const { from, to, empty, $from } = state.selection;
  const type = marks[name]!;
  return empty ? !!type.isInSet(state.storedMarks ?? $from.marks()) : state.doc.rangeHasMark(from, to, type);
}

/** Whether the cursor is within a kind of block. */
export function isWithin(state: EditorState, name: string): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type.name === name) return true;
  return false;
}

/** The level of the heading at the cursor; 0 for none. */
export function headingAt(state: EditorState): number {
  const { parent } = state.selection.$from;
  return parent.type.name === "heading" ? Number(parent.attrs["level"]) : 0;
}

export const mark = (name: string): void => act(toggleMark(marks[name]!));
export const undo = (): void => act(undoCommand);
export const redo = (): void => act(redoCommand);

/** Makes the block at the cursor a heading, or plain if it is one of that level; 0 is plain. */
export function heading(level: number): void {
  act((state, dispatch) => {
    const plain = !level || headingAt(state) === level;
    return setBlockType(nodes[plain ? "paragraph" : "heading"]!, plain ? null : { level })(state, dispatch);
  });
}

/** Makes a list of what is selected, or no list again. */
export function list(name: "bullet_list" | "ordered_list"): void {
  act((state, dispatch) =>
    isWithin(state, name)
      ? liftListItem(nodes["list_item"]!)(state, dispatch)
      : wrapInList(nodes[name]!)(state, dispatch),
  );
}

export const quote = (): void =>
  act((state, dispatch) =>
    isWithin(state, "blockquote") ? lift(state, dispatch) : wrapIn(nodes["blockquote"]!)(state, dispatch),
  );

export const codeBlock = (): void =>
  act((state, dispatch) => {
    const within = isWithin(state, "code_block");
    return setBlockType(nodes[within ? "paragraph" : "code_block"]!)(state, dispatch);
  });

export const rule = (): void => act(inserted(() => nodes["horizontal_rule"]!.create()));

/** Inserts a table of three columns, with a row of heads. */
export const table = (): void =>
  act(
    inserted(() => {
      const row = (cell: NodeType) =>
        nodes["table_row"]!.create(
          null,
          [0, 1, 2].map(() => cell.create()),
        );
      const cells = [nodes["table_header"]!, nodes["table_cell"]!, nodes["table_cell"]!];
      return nodes["table"]!.create(null, cells.map(row));
    }),
  );

export const rowBelow = (): void => act(tables.addRowAfter);
export const columnRight = (): void => act(tables.addColumnAfter);
export const removeRow = (): void => act(tables.deleteRow);
export const removeColumn = (): void => act(tables.deleteColumn);
export const removeTable = (): void => act(tables.deleteTable);

function inserted(make: () => ReturnType<NodeType["create"]>): Command {
  return (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(make()).scrollIntoView());
    return true;
  };
}

/** Asks where what is selected shall lead to. */
export function link(): void {
  const it = active.peek();
  if (!it) return;
  const { state } = it.view;
  const before = isMarked(state, "link");
  const set = (href: string) => {
    if (href && !leadsSomewhere(href)) return say(text.linkBad);
    act((now, dispatch) => {
      const { from, to, empty } = now.selection;
      const change = now.tr;
      if (!href) change.removeMark(from, to, marks["link"]!);
      else if (empty) change.insertText(href).addMark(from, from + href.length, marks["link"]!.create({ href }));
      else change.addMark(from, to, marks["link"]!.create({ href }));
      dispatch?.(change);
      return true;
    });
  };
  pick({
    title: text.linkTo,
    placeholder: text.linkHint,
    empty: text.linkHint,
    load: (typed) => [
      ...(typed.trim() ? [{ id: typed.trim(), title: typed.trim() }] : []),
      ...(before ? [{ id: "", title: text.linkNone }] : []),
    ],
    chosen: ({ id }) => set(/^www\./i.test(id) ? `https://${id}` : id),
  });
}

export function picture(): void {
  const it = active.peek();
  if (it) choosePictures(it.view, it.path);
}

export async function save(): Promise<void> {
  const it = active.peek();
  if (!it) return;
  await server.documents.save({ workspace: here.value, path: it.path, ...once() });
  say(text.saved, { kind: "done" });
}

/** Writes the note as Markdown to a file beside it. */
export async function exported(): Promise<void> {
  const it = active.peek();
  if (!it) return;
  const { text: content } = await server.documents.read({ workspace: here.value, path: it.path });
  const path = it.path.replace(/\.note$/, ".md");
  const write = (version?: string) =>
    server.files.write({ workspace: here.value, path, text: content, ...(version && { version }), ...once() });
  try {
    await write("new");
  } catch (error) {
    if (!(error instanceof RpcError) || error.kind !== "Conflict") throw error;
    const answers = [
      { value: "yes", title: text.replaceYes, kind: "bad" as const },
      { value: "", title: text.cancel },
    ];
    if (!(await ask(text.replace(path), answers))) return;
    await write();
  }
  say(text.exported(path), { kind: "done", action: { title: text.open, run: () => openFile(path) } });
}
