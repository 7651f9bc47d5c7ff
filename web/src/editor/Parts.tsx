import { defaultKeymap } from "@codemirror/commands";
import { EditorState, Text } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef, useState } from "preact/hooks";
import { fail } from "../notices/notices.ts";
import type { Content } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { words } from "../words/index.ts";
import { Bar } from "./Bars.tsx";
import { Download } from "./Download.tsx";
import { Pager } from "./Pager.tsx";

const PART = 1024 * 1024;

/** A text that is too large to be edited here, a part at a time. */
export default function Parts({ content: first }: { content: Content }) {
  const [content, set] = useState(first);
  const box = useRef<HTMLDivElement>(null);
  const asked = useRef(0);
  /** Shows a part; of several that were asked for, the last one. */
  const go = (offset: number) => {
    const mine = ++asked.current;
    const show = (part: Content) => mine === asked.current && set(part);
    void server.files.read({ workspace: here.value, path: first.path, offset, length: PART }).then(show, fail);
  };
  useEffect(() => go(0), []);
  useEffect(() => {
    if (!box.current) return;
    const doc = Text.of((content.text ?? "").split(/\r\n?|\n/));
    const state = EditorState.create({
      doc,
      extensions: [
        content.offset ? [] : lineNumbers(),
        drawSelection(),
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": first.path, "aria-readonly": "true", tabindex: "0" }),
        keymap.of(defaultKeymap),
      ],
    });
    const view = new EditorView({ state, parent: box.current });
    return () => view.destroy();
  }, [content]);
  const offset = Math.floor(content.offset / PART) * PART;
  return (
    <div class="editor">
      <Bar said={words.editor.large} calm>
        <Pager offset={offset} part={PART} size={content.size} go={go} />
        <Download path={content.path} />
      </Bar>
      <div ref={box} class="editor-box" />
    </div>
  );
}
