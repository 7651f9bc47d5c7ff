// The cursors and selections of the others in an editor, with their names; and this one's, told to them.

import { EditorSelection, type Extension } from "@codemirror/state";
import { EditorView, type LayerMarker, layer, RectangleMarker, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { effect, type ReadonlySignal } from "@preact/signals";
import * as Y from "yjs";
import { decoded, encoded } from "../live/base64.ts";
import { followed } from "../live/following.ts";
import { lookAt, nameOf, type Present, people } from "../live/presence.ts";
import { moved } from "./marks.ts";
import type { Together } from "./together.ts";

/** How far from the edge the one who is followed stays, in pixels. */
const MARGIN = 96;

/** A cursor with a name, which fades unless it moves. */
class Caret implements LayerMarker {
  private readonly at: RectangleMarker;
  private readonly who: Present;

  constructor(at: RectangleMarker, who: Present) {
    this.at = at;
    this.who = who;
  }

  eq(other: Caret): boolean {
    return this.same(other) && this.at.eq(other.at);
  }

  private same({ who }: Caret): boolean {
    return who.connection === this.who.connection && who.head === this.who.head && who.state === this.who.state;
  }

  draw(): HTMLElement {
    const caret = document.createElement("div");
    caret.className = `live-caret person-${this.who.colour}`;
    caret.dataset["state"] = this.who.state;
    const label = document.createElement("span");
    label.textContent = nameOf(this.who.user);
    caret.append(label);
    this.place(caret);
    return caret;
  }

  /** The text around it changed, and it did not move: its name does not come again. */
  update(caret: HTMLElement, before: LayerMarker): boolean {
    if (!(before instanceof Caret) || !this.same(before)) return false;
    this.place(caret);
    return true;
  }

  private place({ style, dataset }: HTMLElement): void {
    style.left = `${this.at.left}px`;
    style.top = `${this.at.top}px`;
    style.height = `${this.at.height}px`;
    dataset["low"] = String(this.at.top < this.at.height);
  }
}

/** Draws the others' cursors in the editors of a text, and tells them this one's. */
export function cursors(text: Together, path: ReadonlySignal<string>): Extension {
  const placed = () =>
    people.peek().flatMap((who) => {
      if (who.path !== path.peek() || !who.head || who.state === "away") return [];
      const [anchor, head] = [who.anchor || who.head, who.head].map((each) => text.positionOf(positionIn(each)));
      return anchor === undefined || head === undefined ? [] : [{ who, range: EditorSelection.range(anchor, head) }];
    });
  const changes = ({ docChanged, geometryChanged, transactions }: ViewUpdate) =>
    docChanged || geometryChanged || transactions.some((each) => each.effects.some((it) => it.is(moved)));
  const layers = [
    layer({
      above: true,
      class: "live-carets",
      update: changes,
      markers: (view) =>
        placed().flatMap(({ who, range }) =>
          RectangleMarker.forRange(view, "", EditorSelection.cursor(range.head)).map((each) => new Caret(each, who)),
        ),
    }),
    layer({
      above: false,
      class: "live-selections",
      update: changes,
      markers: (view) =>
        placed().flatMap(({ who, range }) =>
          range.empty ? [] : RectangleMarker.forRange(view, `live-selection person-${who.colour}`, range),
        ),
    }),
  ];
  const drawing = ViewPlugin.define((view) => {
    const end = effect(() => {
      void people.value;
      queueMicrotask(() => view.dom.isConnected && view.dispatch({ effects: moved.of(null) }));
    });
    return { destroy: end };
  });
  const going = ViewPlugin.define((view) => {
    const end = effect(() => {
      const who = followed.value;
      if (who?.path !== path.value || !who.head) return;
      queueMicrotask(() => {
        const at = text.positionOf(positionIn(who.head));
        if (at !== undefined && view.dom.isConnected)
          view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "nearest", yMargin: MARGIN }) });
      });
    });
    return { destroy: end };
  });
  const telling = EditorView.updateListener.of(({ view, state, selectionSet, docChanged, focusChanged }) => {
    if (!view.hasFocus || !(selectionSet || docChanged || focusChanged)) return;
    const { anchor, head } = state.selection.main;
    lookAt({ path: path.peek(), anchor: written(text, anchor), head: written(text, head) });
  });
  return [layers, drawing, going, telling];
}

const written = (text: Together, at: number): string => encoded(Y.encodeRelativePosition(text.anchor(at)));

const known = new Map<string, Y.RelativePosition>();

/** The place that a text names; one that is none names a place that is nowhere. */
export function positionIn(text: string): Y.RelativePosition {
  const before = known.get(text);
  if (before) return before;
  let found: Y.RelativePosition;
  try {
    found = Y.decodeRelativePosition(decoded(text));
  } catch {
    found = new Y.RelativePosition(null, null, Y.createID(0, 0));
  }
  if (known.size > 500) known.clear();
  known.set(text, found);
  return found;
}
