import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { current } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { shown, tellCursors } from "./active.ts";
import { goTo, positionOf } from "./going.ts";
import type { LiveText } from "./live.ts";
import { lookers, placeOf, remember, type Spot } from "./places.ts";
import { adjust, setup } from "./setup.ts";
import { activePath, wanted } from "./state.ts";
import "./live.css";

/** An editor of a text; the text is everybody's, this is one look at it. */
export function Editor({ text, group }: { text: LiveText; group: string }) {
  const box = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>();
  useLayoutEffect(() => {
    if (!box.current) return;
    const view = made(text, group, box.current);
    editor.current = view;
    shown.value = [...shown.value, { view, text, group }];
    tellCursors(view);
    if (document.activeElement?.contains(view.dom) && current.peek() === group) take(view);
    const end = adjust(view, text);
    const keep = () => view.dom.isConnected && remember(text.path.peek(), group, spotOf(view));
    lookers.add(keep);
    return () => {
      lookers.delete(keep);
      keep();
      end();
      shown.value = shown.value.filter((each) => each.view !== view);
      view.destroy();
    };
  }, [text, group]);
  useSignalEffect(() => {
    const it = wanted.value;
    const view = shown.value.find((each) => each.view === editor.current)?.view;
    if (!it || !view || it.path !== text.path.value) return;
    const here = current.value === group;
    if (!here && activePath.value === it.path) return; // the editor of that group takes it
    wanted.value = undefined;
    if (it.line !== undefined) goTo(view, positionOf(view, it), false, it.length);
    if (it.focus && here && !view.dom.contains(document.activeElement)) take(view); // it may be in its find panel by now
  });
  return <div ref={box} class="editor-box" data-locked={text.locked || undefined} title={titleOf(text)} />;
}

/** Gives an editor the keyboard, unless somebody picks something already, or one would be pushed over a screen that is touched. */
function take(view: EditorView): void {
  const picks = document.activeElement?.closest("[role=dialog]");
  if (!picks && !matchMedia("(pointer: coarse)").matches) view.focus();
}

const titleOf = (text: LiveText) => (text.locked ? words.editor.locked[text.locked] : undefined);

function made(text: LiveText, group: string, parent: HTMLElement): EditorView {
  const spot = placeOf(text.path.peek(), group);
  const { length } = text.doc;
  const within = (position: number) => Math.min(position, length);
  const selection =
    spot &&
    EditorSelection.create(
      spot.ranges.map(([anchor, head]) => EditorSelection.range(within(anchor), within(head))),
      spot.main,
    );
  const state = EditorState.create({
    doc: text.doc,
    ...(selection && { selection }),
    extensions: [
      setup(text),
      EditorView.updateListener.of((update) => {
        if (update.selectionSet || update.docChanged || update.focusChanged) tellCursors(update.view);
      }),
    ],
  });
  const scrollTo = spot && EditorView.scrollIntoView(within(spot.top), { y: "start", yMargin: -spot.offset });
  return new EditorView({ state, parent, ...(scrollTo && { scrollTo }) });
}

function spotOf(view: EditorView): Spot {
  const { selection } = view.state;
  const top = view.scrollDOM.scrollTop;
  const inText = top - view.documentPadding.top;
  const block = view.lineBlockAtHeight(inText);
  return {
    ranges: selection.ranges.map(({ anchor, head }) => [anchor, head]),
    main: selection.mainIndex,
    top: block.from,
    offset: Math.round(inText - block.top),
    left: Math.round(view.scrollDOM.scrollLeft),
  };
}
