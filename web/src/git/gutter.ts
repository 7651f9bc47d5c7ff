// Marks beside the lines of an editor that differ from what is staged, as somebody types.

import { RangeSet, StateEffect, StateField, type Text } from "@codemirror/state";
import { EditorView, GutterMarker, gutter } from "@codemirror/view";
import { effect, untracked } from "@preact/signals";
import { activeView, shown } from "../editor/active.ts";
import { hunksOf } from "../editor/difference.ts";
import { goTo } from "../editor/going.ts";
import { here, may, server } from "../server.ts";
import { words } from "../words/index.ts";
import { showDiff } from "./acting.tsx";
import { status, version } from "./state.ts";
import "./gutter.css";

const REST = 200;
const MOST = 2_000_000;

type Kind = "added" | "changed" | "deleted";

class Mark extends GutterMarker {
  private readonly kind: Kind;

  constructor(kind: Kind) {
    super();
    this.kind = kind;
  }

  override eq(other: Mark): boolean {
    return other.kind === this.kind;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement("div");
    mark.className = `git-mark ${this.kind}`;
    mark.title = words.git.gutter[this.kind];
    return mark;
  }
}

const MARKS = { added: new Mark("added"), changed: new Mark("changed"), deleted: new Mark("deleted") };
const set = StateEffect.define<RangeSet<GutterMarker>>();
const field = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update: (marks, { changes, effects }) =>
    effects.reduce((before, each) => (each.is(set) ? each.value : before), marks.map(changes)),
});
/** What stands staged, by path; undefined where git does not know the file. */
const bases = new Map<string, string[] | undefined>();
const timers = new WeakMap<EditorView, ReturnType<typeof setTimeout>>();

const extension = [
  field,
  gutter({
    class: "git-gutter",
    markers: (view) => view.state.field(field),
    domEventHandlers: {
      mousedown: (view, line) => {
        let marked = false;
        view.state.field(field).between(line.from, line.to, () => void (marked = true));
        const path = shown
          .peek()
          .find((each) => each.view === view)
          ?.text.path.peek();
        if (marked && path) showDiff(path, "work");
        return marked;
      },
    },
  }),
  EditorView.updateListener.of((update) => {
    if (update.docChanged) later(update.view);
  }),
];

/** Marks the lines of all editors, from now on. */
export function mark(): void {
  effect(() => {
    const all = shown.value;
    void version.value;
    if (!status.value || !may("git:read")) return;
    untracked(() => {
      for (const { view, text } of all) {
        if (view.state.field(field, false) === undefined)
          queueMicrotask(
            () => view.dom.isConnected && view.dispatch({ effects: StateEffect.appendConfig.of(extension) }),
          );
        void know(text.path.peek()).then(() => later(view));
      }
    });
  });
}

/** Asks what is staged of a file. */
async function know(path: string): Promise<void> {
  const found = await server.git.read({ workspace: here.value, path }).catch(() => undefined);
  bases.set(path, found?.exists && found.text !== null ? found.text.split("\n") : undefined);
}

function later(view: EditorView): void {
  clearTimeout(timers.get(view));
  timers.set(
    view,
    setTimeout(() => look(view), REST),
  );
}

function look(view: EditorView): void {
  const it = shown.peek().find((each) => each.view === view);
  if (!it || view.state.field(field, false) === undefined) return;
  const base = bases.get(it.text.path.peek());
  const { doc } = view.state;
  const marks = base && doc.length < MOST ? marksOf(base, doc) : RangeSet.empty;
  view.dispatch({ effects: set.of(marks) });
}

function marksOf(base: readonly string[], doc: Text): RangeSet<GutterMarker> {
  const young = [...doc.iterLines()];
  const returns = young[0]?.endsWith("\r");
  const old = returns ? base : base.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const found: ReturnType<GutterMarker["range"]>[] = [];
  for (const { from, to, at, end } of hunksOf(old, young)) {
    if (at === end) found.push(MARKS.deleted.range(doc.line(Math.min(at + 1, doc.lines)).from));
    const kind = from === to ? "added" : "changed";
    for (let line = at; line < end; line++) found.push(MARKS[kind].range(doc.line(line + 1).from));
  }
  return RangeSet.of(found, true);
}

/** Goes to the next change in the editor, or the one before. */
export function step(by: 1 | -1): void {
  const view = activeView.peek();
  const marks = view?.state.field(field, false);
  if (!view || !marks) return;
  const starts: number[] = [];
  let last = -2;
  marks.between(0, view.state.doc.length, (from) => {
    const { number } = view.state.doc.lineAt(from);
    if (number !== last + 1) starts.push(from);
    last = number;
  });
  const at = view.state.doc.lineAt(view.state.selection.main.head).from;
  const next = by > 0 ? starts.find((each) => each > at) : starts.findLast((each) => each < at);
  const place = next ?? (by > 0 ? starts[0] : starts.at(-1));
  if (place !== undefined) goTo(view, place);
}
