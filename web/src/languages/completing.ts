// Completion by the language server: what may be meant, what is known of it, and what goes with it elsewhere.

import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  insertCompletionText,
  pickedCompletion,
  snippet,
} from "@codemirror/autocomplete";
import type { ChangeSpec, Text } from "@codemirror/state";
import { EditorState, type Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { LiveText } from "../editor/live.ts";
import { served } from "../editor/served.ts";
import type { Range, Completion as Said, TextEdit } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { sent } from "./asking.ts";
import { positionOf, rangeOf, spotOf } from "./places.ts";
import { proseOf } from "./prose.ts";
import { snippetOf } from "./snippets.ts";

const WORD = /[\p{L}\p{N}_$]+$/u;
/** Characters after which it is asked without a word: what stands before a member, a path, a tag. */
const TRIGGERS = /[.:>"'/@<]$/;

/** Suggests what the servers of this text say. */
export function completion(text: LiveText): Extension {
  const sources = [{ autocomplete: (context: CompletionContext) => suggest(text, context) }];
  return [served.of(true), EditorState.languageData.of(() => sources)];
}

async function suggest(text: LiveText, context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(WORD);
  const trigger = word ? undefined : context.matchBefore(TRIGGERS);
  if (!word && !trigger && !context.explicit) return null;
  if (word && /^\d/.test(word.text) && !context.explicit) return null;
  await sent(text);
  if (context.aborted) return null;
  const ending = new AbortController();
  context.addEventListener("abort", () => ending.abort());
  const { doc } = context.state;
  const params = { workspace: here.value, path: text.path.peek(), ...spotOf(doc, context.pos) };
  const asked = server.languages.complete({ ...params, ...(trigger && { trigger: trigger.text }) }, ending.signal);
  const found = await asked.catch(() => undefined);
  if (!found || context.aborted) return null;
  const from = word?.from ?? context.pos;
  const ordered = [...found.items].sort((a, b) => compare(a.sort || a.label, b.sort || b.label));
  return {
    from,
    options: ordered.map((each, at) => option(text, context.state, from, each, at / ordered.length)),
    ...(found.incomplete ? {} : { validFor: /^[\p{L}\p{N}_$]*$/u }),
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function option(text: LiveText, state: EditorState, from: number, it: Said, rank: number): Completion {
  const back = it.range ? backOf(state.doc, from, it.range) : 0;
  return {
    label: it.filter || it.label,
    ...(it.filter && it.filter !== it.label && { displayLabel: it.label }),
    ...(it.kind && { detail: it.kind.replaceAll("_", " ") }),
    boost: it.preselect ? 99 : Math.round(50 - 100 * rank),
    info: async () => {
      const whole = await resolved(it);
      const said = [whole.detail && `\`\`\`\n${whole.detail}\n\`\`\``, whole.text].filter(Boolean).join("\n\n");
      return said ? proseOf(said, state) : null;
    },
    apply: (view, picked, from, to) => void apply(text, view, it, picked, from, to, back),
  };
}

/** How many units before the word, in its line, begins what is replaced. */
function backOf(doc: Text, from: number, range: Range): number {
  const start = positionOf(doc, range);
  return start < doc.lineAt(from).from ? 0 : Math.max(0, from - start);
}

const resolved = (it: Said): Promise<Said> =>
  server.languages.resolve({ workspace: here.value, id: it.id }).catch(() => it);

/** Puts in what was picked, and what goes with it elsewhere, e.g. an import. */
async function apply(
  text: LiveText,
  view: EditorView,
  it: Said,
  picked: Completion,
  from: number,
  to: number,
  back: number,
): Promise<void> {
  const { from: first, number: line } = view.state.doc.lineAt(from); // where others typed meanwhile, too
  const begin = Math.max(first, from - back);
  if (it.snippet) snippet(snippetOf(it.new))(view, picked, begin, to);
  else
    view.dispatch({ ...insertCompletionText(view.state, it.new, begin, to), annotations: pickedCompletion.of(picked) });
  const more = it.more?.length ? it.more : ((await resolved(it)).more ?? []);
  const changes = more.filter((each) => each.range.end_line < line || each.range.line < line).map(change(view));
  if (changes.length && text.locked === "") view.dispatch({ changes, userEvent: "input.complete" });
}

const change =
  (view: EditorView) =>
  ({ range, new: insert }: TextEdit): ChangeSpec => ({ ...rangeOf(view.state.doc, range), insert });
