// Who wrote what, as it comes in: marked for some seconds, and told for as long as the page is open where the mouse points.

import {
  type ChangeSet,
  type EditorState,
  type Extension,
  type Range,
  StateEffect,
  StateField,
} from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  hoverTooltip,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { colourOf, nameOf } from "../live/presence.ts";
import { words } from "../words/index.ts";

/** Who changed something. */
export interface By {
  author: string;
  kind: string;
  /** `edit`, `undo` or `disk`. */
  origin: string;
}

/** A change by somebody else. */
export const touched = StateEffect.define<By & { changes: ChangeSet }>();

/** People came, moved or went. */
export const moved = StateEffect.define<null>();

const calmed = StateEffect.define<number>();

const FRESH = 6_000;
const MOST = 2_000;

interface Mark extends By {
  time: number;
}

const markOf = (decoration: Decoration): Mark => decoration.spec["mark"];

const classOf = ({ author, origin }: By): string => `person-${origin === "disk" ? "disk" : colourOf(author)}`;

function decorated(mark: Mark, fresh: boolean): Decoration {
  return Decoration.mark({ class: `${fresh ? "live-fresh" : "live-by"} ${classOf(mark)}`, mark, fresh });
}

/** What others wrote since this page opened the text. */
export const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(set, { changes, effects }) {
    let next = set.map(changes);
    for (const each of effects) {
      if (each.is(touched)) next = added(next, each.value);
      if (each.is(calmed)) next = calm(next, each.value);
      if (each.is(moved)) next = recoloured(next);
    }
    return next;
  },
});

function added(set: DecorationSet, { changes, ...by }: By & { changes: ChangeSet }): DecorationSet {
  const add: Range<Decoration>[] = [];
  const decoration = decorated({ ...by, time: Date.now() }, true);
  changes.iterChangedRanges((_fromA, _toA, from, to) => to > from && add.push(decoration.range(from, to)));
  const cut = set.size > MOST ? set.update({ filter: (_from, _to, each) => each.spec["fresh"] }) : set;
  return add.length ? cut.update({ add, sort: true }) : cut;
}

function calm(set: DecorationSet, before: number): DecorationSet {
  return redrawn(set, false, (each) => markOf(each).time <= before);
}

/** A script's edit may come before its colour is known. */
function recoloured(set: DecorationSet): DecorationSet {
  return redrawn(set, true, (each) => !each.spec["class"].endsWith(` ${classOf(markOf(each))}`));
}

function redrawn(set: DecorationSet, fresh: boolean, which: (each: Decoration) => boolean): DecorationSet {
  const add: Range<Decoration>[] = [];
  const filter = (from: number, to: number, each: Decoration) => {
    const stale = each.spec["fresh"] && which(each);
    if (stale) add.push(decorated(markOf(each), fresh).range(from, to));
    return !stale;
  };
  const kept = set.update({ filter });
  return add.length ? kept.update({ add, sort: true }) : set;
}

/** Whether somebody's marks have to become calm, and when. */
function nextCalm(state: EditorState): number | undefined {
  let oldest: number | undefined;
  for (const cursor = state.field(marks).iter(); cursor.value; cursor.next())
    if (cursor.value.spec["fresh"]) oldest = Math.min(oldest ?? Infinity, markOf(cursor.value).time);
  return oldest;
}

const calming = ViewPlugin.define((view) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const plan = () => {
    if (timer !== undefined) return;
    const oldest = nextCalm(view.state);
    if (oldest === undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        view.dispatch({ effects: calmed.of(Date.now() - FRESH) });
        plan();
      },
      Math.max(100, oldest + FRESH - Date.now()),
    );
  };
  plan();
  return {
    update: ({ transactions }: ViewUpdate) => {
      if (transactions.some((each) => each.effects.some((effect) => effect.is(touched)))) plan();
    },
    destroy: () => clearTimeout(timer),
  };
});

/** Who wrote what stands at a position, newest first. */
export function writers(state: EditorState, position: number): Mark[] {
  const found: Mark[] = [];
  state.field(marks, false)?.between(position, position, (_from, _to, each) => void found.push(markOf(each)));
  return found.sort((a, b) => b.time - a.time);
}

const tip = hoverTooltip((view, pos, side) => {
  let found: { from: number; to: number; mark: Mark } | undefined;
  view.state.field(marks).between(pos, pos, (from, to, each) => {
    if ((from < pos || side > 0) && (to > pos || side < 0)) found = { from, to, mark: markOf(each) };
  });
  if (!found) return null;
  const { from, to, mark } = found;
  return {
    pos: from,
    end: to,
    above: true,
    create() {
      const dom = document.createElement("div");
      dom.className = `live-tip ${classOf(mark)}`;
      dom.textContent = words.live.wrote({ ...mark, author: nameOf(mark.author) }, Date.now() - mark.time);
      return { dom };
    },
  };
});

/** Shows who wrote what. */
export const attribution: Extension = [EditorView.decorations.from(marks), calming, tip];
