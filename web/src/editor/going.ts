// Going to a line or a symbol of the active text.

import { EditorSelection } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { addPrefix, type PickItem, pick, type Source } from "../commands/pick.ts";
import { words } from "../words/index.ts";
import { activeView } from "./active.ts";
import type { Place } from "./state.ts";
import { symbolsOf } from "./symbols.ts";

interface Target extends PickItem {
  from: number;
}

/** Shows a position in the middle, selects `length` characters from there and gives it the keyboard. */
export function goTo(view: EditorView, position: number, focus = true, length = 0): void {
  const end = Math.min(position + length, view.state.doc.length);
  view.dispatch({
    selection: EditorSelection.range(position, end),
    effects: EditorView.scrollIntoView(position, { y: "center" }),
  });
  if (focus) view.focus();
}

/** The position of a line and a column, both counted from 1; what is beyond the text becomes its nearest part. */
export function positionOf(view: EditorView, { line = 1, column = 1 }: Place): number {
  const { doc } = view.state;
  const it = doc.line(Math.max(1, Math.min(doc.lines, line)));
  return it.from + Math.max(0, Math.min(it.length, column - 1));
}

const toLine: Source<Target> = {
  title: words.editor.goToLine,
  get placeholder() {
    return words.editor.lineHint(activeView.peek()?.state.doc.lines ?? 1);
  },
  empty: words.editor.noLine,
  marked: () => "",
  load(query) {
    const view = activeView.peek();
    const fits = /^\s*(\d+)(?:\s*[:,]\s*(\d+))?/.exec(query);
    if (!view || !fits) return [];
    const line = Math.min(view.state.doc.lines, Math.max(1, Number(fits[1])));
    const column = Number(fits[2] ?? 1);
    const title = words.editor.lineTo(line, column);
    return [{ id: title, title, from: positionOf(view, { line, column }) }];
  },
  chosen: show,
};

const toSymbol: Source<Target> = {
  title: words.editor.goToSymbol,
  placeholder: words.editor.symbolHint,
  empty: words.editor.noSymbols,
  items() {
    const view = activeView.peek();
    return (view ? symbolsOf(view.state) : []).map(({ name, from, depth }, at) => ({
      id: String(at),
      title: "\u2003".repeat(Math.min(depth, 6)) + name,
      note: words.editor.lineNote(view?.state.doc.lineAt(from).number ?? 1),
      from,
    }));
  },
  chosen: show,
};

function show({ from }: Target): void {
  const view = activeView.peek();
  if (view) goTo(view, from);
}

export const goToLine = (): void => pick(toLine);
export const goToSymbol = (): void => pick(toSymbol);

const when = () => activeView.peek() !== undefined;
addPrefix({ prefix: ":", title: words.editor.wayLine, source: toLine, when });
addPrefix({ prefix: "@", title: words.editor.waySymbol, source: toSymbol, when });
