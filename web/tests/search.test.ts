import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changesOf,
  compiled,
  type FoundLine,
  filled,
  type Pattern,
  replaced,
  usesGroups,
} from "../src/search/replacing.ts";
import { pieces, places } from "../src/search/spans.ts";

const plain = (pattern: string, more: Partial<Pattern> = {}): Pattern => ({
  pattern,
  regex: false,
  case: false,
  word: false,
  ...more,
});
const regex = (pattern: string, more: Partial<Pattern> = {}): Pattern => plain(pattern, { regex: true, ...more });
const found = (line: number, text: string, ...at: [number, number][]): FoundLine => ({
  line,
  text,
  found: at,
  cut: false,
});

test("characters become places in a string, also beyond the basic plane", () => {
  assert.deepEqual(places("hello world", [[6, 11]]), [[6, 11]]);
  assert.deepEqual(
    places("a😀b😀c", [
      [2, 3],
      [4, 5],
    ]),
    [
      [3, 4],
      [6, 7],
    ],
  );
  assert.deepEqual(places("short", [[2, 99]]), [[2, 5]]);
  assert.deepEqual(places("é中", [[1, 2]]), [[1, 2]]);
});

test("a line is drawn in pieces, near what was found", () => {
  assert.deepEqual(
    pieces("  let x = 1", [[6, 7]]).map((each) => each.text),
    ["let ", "x", " = 1"],
  );
  const far = pieces(`${"word ".repeat(30)}here and there`, [[150, 154]]);
  assert.equal(far[0]?.text, "…");
  assert.ok((far[1]?.text.length ?? 99) <= 26);
  assert.deepEqual(
    far.filter((each) => each.found).map((each) => each.text),
    ["here"],
  );
  assert.equal(
    pieces("abc", [])
      .map((each) => each.text)
      .join(""),
    "abc",
  );
  assert.deepEqual(pieces("  x", [[1, 3]])[0], { text: " x", found: true, from: 1 });
});

test("plain text is taken as it is", () => {
  const line = found(1, "a.b a.b", [0, 3], [4, 7]);
  assert.deepEqual(replaced("a.b a.b\nrest", [line], plain("a.b"), "$1\\n"), { text: "$1\\n $1\\n\nrest", count: 2 });
});

test("groups are filled in", () => {
  const line = found(2, "let one = two", [4, 13]);
  const to = replaced("x\nlet one = two\r\ny", [line], regex("(\\w+) = (?P<right>\\w+)"), "$2 = $<right>, $1, $&, $$");
  assert.equal(to?.text, "x\nlet two = two, one, one = two, $\r\ny");
  assert.equal(filled("\\t$0", ["all"], undefined), "\tall");
  assert.ok(usesGroups("$1") && usesGroups("$<a>") && !usesGroups("$$1") && !usesGroups("1$"));
});

test("capital letters and words", () => {
  const text = "Cat cat scat cat_ cat";
  assert.deepEqual(
    [...text.matchAll(compiled(plain("cat", { word: true })))].map((each) => each.index),
    [0, 4, 18],
  );
  assert.deepEqual(
    [...text.matchAll(compiled(plain("cat", { case: true, word: true })))].map((each) => each.index),
    [4, 18],
  );
});

test("what is not as it was found is left alone", () => {
  const line = found(1, "old text", [0, 3]);
  assert.equal(replaced("new text", [line], plain("old"), "x"), undefined);
  assert.equal(replaced("", [found(5, "old", [0, 3])], plain("old"), "x"), undefined);
  // JavaScript finds something else than the server did: only what needs no groups is done.
  const odd = found(1, "aXb", [1, 2]);
  assert.equal(changesOf("aXb", odd, regex("(?i-u:x)"), "$1"), undefined);
  assert.deepEqual(changesOf("aXb", odd, regex("(?i-u:x)"), "-"), [{ from: 1, to: 2, insert: "-" }]);
});

test("a line that was cut is searched anew as a whole", () => {
  const whole = `${"x".repeat(500)} end`;
  const cut: FoundLine = { line: 1, text: `${"x".repeat(396)} end`, found: [[397, 400]], cut: true };
  assert.equal(replaced(whole, [cut], plain("end"), "END")?.text, `${"x".repeat(500)} END`);
  assert.equal(replaced("nothing", [cut], plain("end"), "END"), undefined);
});

test("ends of lines stay, and nothing of them is replaced", () => {
  const lines = [found(1, "one", [0, 3]), found(2, "two", [0, 3])];
  assert.equal(replaced("one\r\ntwo\r\n", lines, regex(".*"), "x")?.text, "x\r\nx\r\n");
  assert.equal(replaced("one\r\ntwo\r\n", lines, regex("(.+)"), "<$1>")?.text, "<one>\r\n<two>\r\n");
});
