// What the browser makes of what language servers say: places, snippets, Markdown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Text } from "@codemirror/state";
import { blocksOf, spansOf } from "../src/languages/markdown.ts";
import { positionOf, rangeOf, spotOf } from "../src/languages/places.ts";
import { snippetOf } from "../src/languages/snippets.ts";

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
