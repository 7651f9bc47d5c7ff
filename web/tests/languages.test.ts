// What the browser makes of what language servers say: places, snippets, Markdown.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Completion, CompletionContext, type CompletionSource } from "@codemirror/autocomplete";
import { EditorState, Text, type TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { effect, signal } from "@preact/signals";
import type { LiveText, Locked } from "../src/editor/live.ts";
import { completion } from "../src/languages/completing.ts";
import { blocksOf, spansOf } from "../src/languages/markdown.ts";
import { positionOf, rangeOf, spotOf } from "../src/languages/places.ts";
import { put } from "../src/languages/putting.ts";
import { snippetOf } from "../src/languages/snippets.ts";
import { again, problems, problemsOf, watch } from "../src/languages/store.ts";
import { dismissAll, notices } from "../src/notices/notices.ts";
import type { Diagnostic, Completion as Said } from "../src/rpc.gen.ts";
import { connect, server } from "../src/server.ts";
import { words } from "../src/words/index.ts";

const doc = Text.of(["one", "a😀é = 1", "", "last"]);

test("places are counted in characters", () => {
  for (let at = 0; at <= doc.length; at++) {
    if (at === doc.line(2).from + 2) continue; // within the emoji
    assert.equal(positionOf(doc, spotOf(doc, at)), at);
  }
  assert.deepEqual(spotOf(doc, doc.line(2).from + 4), { line: 2, column: 4 });
});

test("what is beyond the text is its nearest part", () => {
  assert.equal(positionOf(doc, { line: 1, column: 99 }), 3);
  assert.equal(positionOf(doc, { line: 99, column: 1 }), doc.length);
  assert.deepEqual(rangeOf(doc, { line: 2, column: 2, end_line: 2, end_column: 3 }), { from: 5, to: 7 });
  assert.deepEqual(rangeOf(doc, { line: 2, column: 3, end_line: 1, end_column: 1 }), { from: 7, to: 7 });
});

test("snippets become those of the editor", () => {
  const check = (said: string, made: string) =>
    assert.equal(snippetOf(said.replaceAll("§", "$")), made.replaceAll("§", "$"));
  check("f(§1, §{2:name})§0", "f(§{1}, §{2:name})§{}");
  check("a \\§x \\} §{1|one,two|}", "a §x \\} §{1:one}");
  check("§{TM_FILENAME:x}§{1:a §{2:b} c}", "§{1:a b c}");
  check("{ §0 }", "\\{ §{} \\}");
  check("100§", "100§");
});

test("Markdown is read as far as it is used", () => {
  const text = "```python\ndef f(): ...\n```\n---\nSays *what* `f` **does**:\n- one\n- [two](https://x.y)\n\n# End";
  assert.deepEqual(
    blocksOf(text).map((each) => each.kind),
    ["code", "rule", "prose", "item", "item", "heading"],
  );
  assert.deepEqual(spansOf("a\\_b &lt;c&gt; ``x ` y``"), [
    { kind: "text", text: "a_b <c> " },
    { kind: "code", text: "x ` y" },
  ]);
});

test("a link leads to the web only, and nothing is more than text", () => {
  assert.deepEqual(spansOf("[x](javascript:alert(1))")[0], { kind: "text", text: "x)" });
  assert.deepEqual(spansOf("<img src=x onerror=alert(1)>"), [{ kind: "text", text: "<img src=x onerror=alert(1)>" }]);
  assert.deepEqual(spansOf("snake_case_name 2*3*4"), [{ kind: "text", text: "snake_case_name 2*3*4" }]);
});

test("a fence that is never closed ends with the text", () => {
  assert.deepEqual(blocksOf("```\nx\ny"), [{ kind: "code", language: "", text: "x\ny" }]);
  assert.deepEqual(blocksOf("---"), []);
});

/** A server that answers what a test says, and follows without end. */
class FakeSocket {
  static readonly asked: string[] = [];
  static readonly answers: Record<string, unknown> = {
    "rpc.authenticate": { server: {}, scopes: ["*"], credit: { items: 256 }, limits: { calls: 9, message_bytes: 1 } },
    "workspaces.get": { id: "w" },
  };
  onopen = () => {};
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor() {
    setImmediate(() => this.onopen());
  }

  send(text: string): void {
    const { id, method } = JSON.parse(text);
    FakeSocket.asked.push(method);
    const result = FakeSocket.answers[method];
    const answer = result ? { result } : { error: { code: -32000, message: "No.", data: { kind: "Denied" } } };
    if (method.endsWith(".follow")) return;
    setImmediate(() => this.onmessage?.({ data: JSON.stringify({ jsonrpc: "2.0", id, ...answer }) }));
  }

  close(): void {}
}

Object.assign(globalThis, { location: { origin: "http://test" }, WebSocket: FakeSocket });
await connect("key", "w");
after(() => server.close());

/** As much of an editor as it takes to change a text. */
class Looked {
  state: EditorState;

  constructor(text: string, readOnly = false) {
    this.state = EditorState.create({ doc: text, extensions: EditorState.readOnly.of(readOnly) });
  }

  dispatch(spec: TransactionSpec): void {
    this.state = this.state.update(spec).state;
  }

  get view(): EditorView {
    return this as unknown as EditorView;
  }
}

const textOf = (locked: Locked = ""): LiveText => ({ path: signal("a.py"), locked }) as unknown as LiveText;

/** The only thing that is suggested at the end of a text. */
async function suggested(text: string, said: Partial<Said>): Promise<{ picked: Completion; from: number }> {
  FakeSocket.answers["languages.complete"] = { items: [{ id: "x.0", label: said.new, more: [], ...said }] };
  const state = EditorState.create({ doc: text, extensions: completion(textOf()) });
  const source = state.languageDataAt<CompletionSource>("autocomplete", 0)[0]!;
  const found = await source(new CompletionContext(state, text.length, true));
  return { picked: found!.options[0]!, from: found!.from };
}

function accept({ picked, from }: { picked: Completion; from: number }, looked: Looked): string {
  assert.ok(typeof picked.apply === "function");
  picked.apply(looked.view, picked, from, looked.state.doc.length);
  return looked.state.doc.toString();
}

test("what is suggested replaces what the server says, and no more when others typed above meanwhile", async () => {
  const range = { line: 2, column: 3, end_line: 2, end_column: 6 };
  const { picked, from } = await suggested("one\nx @dat", { new: "@data", range, more: [] });
  assert.equal(from, 7);
  for (const above of ["", "zero\n", "a long line\nand another\n"])
    assert.equal(
      accept({ picked, from: from + above.length }, new Looked(`${above}one\nx @dat`)),
      `${above}one\nx @data`,
    );
  const elsewhere = await suggested("one\ndat", { new: "data", range: { ...range, line: 1 } });
  assert.equal(accept(elsewhere, new Looked("one\ndat")), "one\ndata");
});

test("an edit above is made, wherever the line is by now", async () => {
  const more = [{ range: { line: 2, column: 1, end_line: 2, end_column: 1 }, new: "import x\n" }];
  const { picked, from } = await suggested("one\nx", { new: "xy", more });
  const looked = new Looked("zero\none\nx");
  accept({ picked, from: from + 5 }, looked);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(looked.state.doc.toString(), "zero\nimport x\none\nxy");
});

test("who may only read changes nothing, and is told why", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const edits = [{ range: { line: 1, column: 1, end_line: 1, end_column: 4 }, new: "two" }];
  const change = { path: "a.py", version: "1", edits };
  for (const locked of ["rights", "mode", "link"] as const) {
    const looked = new Looked("one", true);
    put(textOf(locked), looked.view, looked.state.doc, change);
    assert.equal(looked.state.doc.toString(), "one");
    assert.deepEqual(
      notices.value.map((each) => each.text),
      [words.editor.locked[locked]],
    );
    dismissAll();
  }
  const looked = new Looked("one");
  put(textOf(), looked.view, looked.state.doc, change);
  assert.equal(looked.state.doc.toString(), "two");
});

test("the marks of a text are left alone while others change", () => {
  const wrong = (message: string) => [{ message } as Diagnostic];
  const mine = wrong("mine");
  const path = signal("a.py");
  const seen: (readonly Diagnostic[])[] = [];
  const here = problemsOf(path);
  const end = effect(() => void seen.push(here.value));
  problems.value = new Map([["b.py", wrong("theirs")]]);
  problems.value = new Map([["a.py", mine]]);
  problems.value = new Map([...problems.value, ["b.py", wrong("more")]]);
  assert.deepEqual(seen, [[], mine]);
  path.value = "b.py";
  assert.deepEqual(seen.at(-1), wrong("more"));
  end();
  problems.value = new Map();
});

test("what is followed already is not followed twice when it is tried again", async () => {
  const count = (method: string) => FakeSocket.asked.filter((each) => each === method).length;
  const looked = async (times: number) => {
    while (count("languages.servers") < times) await new Promise((resolve) => setImmediate(resolve));
  };
  watch();
  await looked(1);
  again();
  await looked(2);
  assert.equal(count("languages.follow"), 1);
});
