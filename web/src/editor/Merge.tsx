import { history, historyKeymap } from "@codemirror/commands";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension, Text } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useEffect, useRef, useState } from "preact/hooks";
import { fail } from "../notices/notices.ts";
import { narrow } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { composed, conflicts, left } from "./conflicts.ts";
import { merged } from "./difference.ts";
import type { OnDisk } from "./disk.ts";
import type { FileText } from "./filetext.ts";
import { goTo } from "./going.ts";
import { saveText } from "./saving.tsx";
import { always, languageFor } from "./setup.ts";
import "./merge.css";
import { Scrolled } from "./Scrolled.tsx";

interface Props {
  text: FileText;
  /** What was on disk when this began; what comes later is merged after it. */
  theirs: OnDisk;
  done: () => void;
}

/** What is on disk beside what is here, and below both the text that is to become of them. */
export default function Merge({ text, theirs: found, done }: Props) {
  const [theirs] = useState(found);
  const compared = useRef<HTMLElement>(null);
  const below = useRef<HTMLDivElement>(null);
  const result = useRef<EditorView>();
  const [open, count] = useState(0);
  useEffect(() => {
    let ends: (() => void)[] = [];
    let alive = true;
    void languageFor(text).then((language) => {
      if (!alive || !compared.current || !below.current) return;
      const sides = beside(text, theirs, compared.current, language);
      const view = mergedEditor(text, theirs, below.current, language, count);
      result.current = view;
      const first = left(view.state)[0];
      goTo(view, first?.from ?? 0);
      ends = [() => sides.destroy(), () => view.destroy()];
    });
    return () => {
      alive = false;
      for (const end of ends) end();
    };
  }, [text, theirs]);
  const next = () => {
    const view = result.current;
    if (!view) return;
    const places = left(view.state);
    const place = places.find((each) => each.from > view.state.selection.main.head) ?? places[0];
    if (place) goTo(view, place.from);
  };
  const save = async () => {
    if (!result.current) return;
    await text.settle(result.current.state.doc, theirs);
    done();
    await saveText(text);
  };
  return (
    <div class="merge" data-place="editor">
      <div class="editor-bar" role="status">
        <p>{words.editor.merging(open)}</p>
        <button type="button" disabled={!open} onClick={next}>
          {words.editor.next}
        </button>
        <button type="button" class="main" disabled={open > 0} onClick={() => void save().catch(fail)}>
          {words.editor.saveMerged}
        </button>
        <button type="button" onClick={done}>
          {words.editor.back}
        </button>
      </div>
      <div class="merge-heads">
        <h2>{words.editor.theirs}</h2>
        <h2>{words.editor.mine}</h2>
      </div>
      <Scrolled box={compared} class="merge-sides" label={`${words.editor.theirs} / ${words.editor.mine}`} />
      <h2 class="merge-head">{words.editor.result}</h2>
      <div ref={below} class="editor-box" />
    </div>
  );
}

const still = (label: string): Extension => [
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true" }),
];

/** Both sides, differences marked; on a phone in one column. */
function beside(text: FileText, theirs: OnDisk, parent: HTMLElement, language: Extension): { destroy(): void } {
  const collapseUnchanged = { margin: 2, minSize: 6 };
  if (narrow.peek()) {
    const original = unifiedMergeView({ original: theirs.doc, mergeControls: false, collapseUnchanged, gutter: false });
    const extensions = [always, language, still(words.editor.mine), EditorView.lineWrapping, original];
    return new EditorView({ doc: text.doc, parent, extensions });
  }
  const side = (doc: Text, label: string) => ({
    doc,
    extensions: [always, language, still(label), EditorView.lineWrapping],
  });
  return new MergeView({
    a: side(theirs.doc, words.editor.theirs),
    b: side(text.doc, words.editor.mine),
    parent,
    collapseUnchanged,
  });
}

function mergedEditor(
  text: FileText,
  theirs: OnDisk,
  parent: HTMLElement,
  language: Extension,
  count: (open: number) => void,
): EditorView {
  const lines = (doc: Text) => [...doc.iterLines()];
  const made = composed(merged(lines(text.disk.doc), lines(text.doc), lines(theirs.doc)));
  count(made.places.length);
  return new EditorView({
    doc: Text.of(made.lines.length ? made.lines : [""]),
    parent,
    extensions: [
      conflicts(made.places),
      history(),
      keymap.of(historyKeymap),
      always,
      language,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": words.editor.result }),
      EditorView.updateListener.of(({ state }) => count(left(state).length)),
    ],
  });
}
