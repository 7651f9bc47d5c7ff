// What is wrong, in the text itself.

import { linter, type Diagnostic as Mark, setDiagnostics } from "@codemirror/lint";
import type { Extension, Text } from "@codemirror/state";
import { type EditorView, ViewPlugin } from "@codemirror/view";
import { effect } from "@preact/signals";
import type { LiveText } from "../editor/live.ts";
import type { Diagnostic } from "../rpc.gen.ts";
import { rangeOf } from "./places.ts";
import { problemsOf } from "./store.ts";

const SEVERITY = { error: "error", warning: "warning", information: "info", hint: "hint" } as const;

/** Keeps the marks as the server says. */
export function squiggles(text: LiveText): Extension {
  const plugin = ViewPlugin.define((view) => {
    const here = problemsOf(text.path);
    const end = effect(() => {
      const found = here.value;
      queueMicrotask(() => show(view, found));
    });
    return { destroy: end };
  });
  return [linter(null), plugin];
}

function show(view: EditorView, found: readonly Diagnostic[]): void {
  if (!view.dom.isConnected && !view.dom.parentNode) return;
  view.dispatch(
    setDiagnostics(
      view.state,
      found.map((each) => mark(view.state.doc, each)),
    ),
  );
}

function mark(doc: Text, it: Diagnostic): Mark {
  const { from, to } = rangeOf(doc, it.range);
  const kind = [it.unnecessary && "languages-unused", it.deprecated && "languages-deprecated"]
    .filter(Boolean)
    .join(" ");
  return {
    from,
    to,
    severity: SEVERITY[it.severity],
    source: [it.source || it.server, it.code].filter(Boolean).join(" · "),
    message: it.message,
    ...(kind && { markClass: kind }),
  };
}
