import { defaultKeymap } from "@codemirror/commands";
import { syntaxHighlighting } from "@codemirror/language";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useRef } from "preact/hooks";
import { colours } from "../editor/highlight.ts";
import { languageOf } from "../editor/languages.ts";
import { longestLine } from "../editor/lines.ts";
import { Scrolled } from "../editor/Scrolled.tsx";
import { narrow } from "../shell/layout.ts";
import type { Mark } from "./marks.ts";
import "../editor/editor.css";
import "../editor/merge.css";
import "./compare.css";

interface Props {
  path: string;
  before: string;
  after: string;
  /** What each side is. */
  titles: readonly [string, string];
  /** Lines of the second text that stand out. */
  marks?: readonly Mark[];
  /** A line of the second text to look at. */
  line?: number | undefined;
}

/** A longer line is shown without colours, so that nothing waits for it. */
const LONG_LINE = 20_000;

/** Two texts side by side, differences marked; on a phone in one column. */
export default function Compare({ path, before, after, titles, marks = [], line }: Props) {
  const box = useRef<HTMLElement>(null);
  const shown = useRef<EditorView>();
  const latest = useRef({ marks, line });
  latest.current = { marks, line };
  const look = () => shown.current && show(shown.current, latest.current.marks, latest.current.line);
  useEffect(() => {
    let alive = true;
    let end = () => {};
    void languageFor(path, before, after).then((language) => {
      if (!alive || !box.current) return;
      const made = beside(before, after, titles, box.current, language);
      shown.current = made.view;
      end = made.end;
      look();
    });
    return () => {
      alive = false;
      shown.current = undefined;
      end();
    };
  }, [path, before, after, narrow.value, ...titles]);
  useEffect(() => void look(), [marks, line]);
  return (
    <div class="compare">
      <div class="merge-heads compare-heads">
        <h2>{titles[0]}</h2>
        <h2>{titles[1]}</h2>
      </div>
      <Scrolled box={box} class="merge-sides compare-sides" label={`${titles[0]} / ${titles[1]}`} />
    </div>
  );
}

async function languageFor(path: string, before: string, after: string): Promise<Extension> {
  const lines = (after || before).split("\n");
  const found = languageOf(undefined, path, lines[0] ?? "");
  return !found || longestLine(lines) > LONG_LINE ? [] : found.load().catch(() => []);
}

const setMarks = StateEffect.define<DecorationSet>();
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, { effects }) => effects.reduce((before, each) => (each.is(setMarks) ? each.value : before), value),
  provide: (field) => EditorView.decorations.from(field),
});

function show(view: EditorView, marks: readonly Mark[], line: number | undefined): void {
  const { doc } = view.state;
  const lines = marks.flatMap((each) => {
    const kind = `compare-mark compare-${each.kind}${each.active ? " compare-active" : ""}`;
    const count = Math.min(each.to, doc.lines) - each.from + 1;
    return Array.from({ length: Math.max(0, count) }, (_, at) =>
      Decoration.line({ class: kind }).range(doc.line(each.from + at).from),
    );
  });
  view.dispatch({ effects: setMarks.of(Decoration.set(lines, true)) });
  if (line === undefined) return;
  const place = doc.line(Math.min(Math.max(1, line), doc.lines)).from;
  view.dispatch({ effects: EditorView.scrollIntoView(place, { y: "center" }) });
}

const still = (label: string, language: Extension): Extension => [
  lineNumbers(),
  highlightSpecialChars(),
  syntaxHighlighting(colours),
  keymap.of(defaultKeymap),
  EditorState.readOnly.of(true),
  EditorState.lineSeparator.of("\n"),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "aria-readonly": "true" }),
  language,
];

const CONTEXT = { margin: 3, minSize: 8 };
const diffConfig = { timeout: 500 };

function beside(
  before: string,
  after: string,
  titles: readonly [string, string],
  parent: HTMLElement,
  language: Extension,
): { view: EditorView; end(): void } {
  const collapse = before === after ? {} : { collapseUnchanged: CONTEXT };
  if (narrow.peek()) {
    const original = unifiedMergeView({
      original: before,
      mergeControls: false,
      ...collapse,
      gutter: false,
      diffConfig,
    });
    const view = new EditorView({ doc: after, parent, extensions: [still(titles[1], language), marked, original] });
    return { view, end: () => view.destroy() };
  }
  const sides = new MergeView({
    a: { doc: before, extensions: still(titles[0], language) },
    b: { doc: after, extensions: [still(titles[1], language), marked] },
    parent,
    ...collapse,
    diffConfig,
  });
  return { view: sides.b, end: () => sides.destroy() };
}
