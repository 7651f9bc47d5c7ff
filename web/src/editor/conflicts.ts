// The places in a merged text that somebody has to decide, with the buttons to do it.

import {
  type EditorState,
  type Extension,
  StateEffect,
  StateField,
  Text,
  type TransactionSpec,
} from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { words } from "../words/index.ts";
import type { Piece } from "./difference.ts";

/** A place to decide: lines that stand there now, and what each side has. */
export interface Place {
  id: number;
  from: number;
  to: number;
  mine: string[];
  theirs: string[];
}

const decided = StateEffect.define<number>();

/** The text of a merge, mine where both differ, and the places to decide. */
export function composed(pieces: readonly Piece[]): { lines: string[]; places: Place[] } {
  const lines: string[] = [];
  const places: Place[] = [];
  let at = 0;
  for (const piece of pieces) {
    const put = piece.conflict ? (piece.mine.length ? piece.mine : [""]) : piece.lines;
    const length = put.reduce((sum, line) => sum + line.length + 1, 0);
    if (piece.conflict)
      places.push({ id: places.length + 1, from: at, to: at + length - 1, mine: piece.mine, theirs: piece.theirs });
    lines.push(...put);
    at += length;
  }
  return { lines, places };
}

/** What the buttons are called. */
export interface Ways {
  theirs: string;
  mine: string;
}

/** What keeps the places of an editor and draws them. */
export function conflicts(
  places: readonly Place[],
  ways: Ways = { theirs: words.editor.useTheirs, mine: words.editor.useMine },
): Extension {
  const draw = (state: EditorState) => drawn(state.field(field), ways);
  return [field.init(() => places), EditorView.decorations.compute([field], draw)];
}

const field = StateField.define<readonly Place[]>({
  create: () => [],
  update(places, { changes, effects }) {
    const done = effects.flatMap((each) => (each.is(decided) ? [each.value] : []));
    return places
      .filter((each) => !done.includes(each.id))
      .map((each) => ({ ...each, from: changes.mapPos(each.from, -1), to: changes.mapPos(each.to, 1) }));
  },
});

/** The places that are left. */
export const left = (state: EditorState): readonly Place[] => state.field(field);

function drawn(places: readonly Place[], ways: Ways): DecorationSet {
  return Decoration.set(
    places.flatMap((place) => [
      Decoration.widget({ widget: new Choice(place, ways), block: true, side: -1 }).range(place.from),
      Decoration.line({ class: "merge-open" }).range(place.from),
    ]),
    true,
  );
}

/** Settles a place with these lines; without them it stays as it is. */
function settle({ id, from, to }: Place, doc: Text, lines?: readonly string[]): TransactionSpec {
  const effects = decided.of(id);
  if (!lines) return { effects };
  const whole = lines.length
    ? { from, to }
    : to < doc.length
      ? { from, to: to + 1 }
      : { from: Math.max(0, from - 1), to };
  return { effects, changes: { ...whole, insert: Text.of(lines.length ? [...lines] : [""]) } };
}

/** The buttons above a place. */
class Choice extends WidgetType {
  private readonly place: Place;
  private readonly ways: Ways;

  constructor(place: Place, ways: Ways) {
    super();
    this.place = place;
    this.ways = ways;
  }

  override eq(other: Choice): boolean {
    return other.place.id === this.place.id;
  }

  toDOM(view: EditorView): HTMLElement {
    const { id, mine, theirs } = this.place;
    const box = document.createElement("div");
    box.className = "merge-choice";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", words.editor.conflictLabel(id));
    const button = (title: string, lines?: readonly string[]) => {
      const it = document.createElement("button");
      it.type = "button";
      it.textContent = title;
      it.onclick = () => {
        const now = left(view.state).find((each) => each.id === id);
        if (now) view.dispatch(settle(now, view.state.doc, lines));
        view.focus();
      };
      box.append(it);
    };
    button(this.ways.theirs, theirs);
    button(this.ways.mine, mine);
    button(words.editor.useBoth, [...theirs, ...mine]);
    button(words.editor.asItIs);
    const text = document.createElement("pre");
    text.textContent = theirs.join("\n");
    if (theirs.length) box.append(text);
    return box;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}
