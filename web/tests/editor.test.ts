// What the editor knows without a page: ends of lines, indentation, differences and merges.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChangeSet, Text } from "@codemirror/state";
import { changesBetween, merged } from "../src/editor/difference.ts";
import { encoded } from "../src/editor/encoding.ts";
import { endingOf, indentOf, joinOf, linesOf } from "../src/editor/lines.ts";

const FOUR = { unit: "    ", size: 4 };

/** A generator of numbers below `most`, the same ones every time. */
function numbers(seed: number): (most: number) => number {
  return (most) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * most);
  };
}

test("what ends the lines is found, and the text stays as it was", () => {
  const endings = {
    "": "\n",
    a: "\n",
    "a\nb\n": "\n",
    "a\r\nb\r\n": "\r\n",
    "a\rb": "\r",
    "a\r\nb\n": "mixed",
    "a\rb\n": "mixed",
  };
  for (const [text, ending] of Object.entries(endings)) {
    assert.equal(endingOf(text), ending, JSON.stringify(text));
    assert.equal(linesOf(text, endingOf(text)).join(joinOf(endingOf(text))), text);
  }
});

test("a text becomes the bytes of its encoding", () => {
  const text = "aé\u{1f98a}\n";
  const decoded = { "utf-8": "utf-8", "utf-8-bom": "utf-8", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be" };
  for (const [name, label] of Object.entries(decoded)) {
    const bytes = encoded(text, name);
    assert.equal(new TextDecoder(label).decode(bytes), text, name);
    assert.equal(bytes?.length, { "utf-8": 8, "utf-8-bom": 11 }[name] ?? 12, name);
  }
  assert.deepEqual([...(encoded("aé", "latin-1") ?? [])], [0x61, 0xe9]);
  assert.equal(encoded(text, "latin-1"), undefined);
});

test("indentation is found by what most lines do", () => {
  assert.deepEqual(indentOf(["def f():", "  x", "  if y:", "    z"], FOUR), { unit: "  ", size: 2 });
  assert.deepEqual(indentOf(["a {", "\tb", "\t\tc", "}"], FOUR), { unit: "\t", size: 4 });
  assert.deepEqual(indentOf(["class A:", "    def f():", "        x", "/*", " * text", " */"], FOUR), FOUR);
  assert.deepEqual(indentOf(["nothing", "here"], FOUR), FOUR);
});

test("the least change makes one text into the other, whatever they are", () => {
  const next = numbers(7);
  const random = () => Text.of(Array.from({ length: 1 + next(12) }, () => "abc\u{1f600}".slice(next(3), 2 + next(4))));
  for (let n = 0; n < 2_000; n++) {
    const [before, after] = [random(), random()];
    const changes = ChangeSet.of(changesBetween(before, after), before.length);
    assert.equal(changes.apply(before).toString(), after.toString(), JSON.stringify([before.toJSON(), after.toJSON()]));
  }
});

test("a change of one line touches no other", () => {
  const lines = Array.from({ length: 50_000 }, (_, n) => `line ${n}`);
  const changes = changesBetween(Text.of(lines), Text.of(lines.with(40_000, "line forty")));
  assert.deepEqual(
    changes.map((each) => (each as { insert: Text }).insert.toString()),
    ["forty"],
  );
});

test("what two changed in different places is merged, and the same change is made once", () => {
  const base = "a b c d e f g".split(" ");
  const pieces = merged(base, "A b c d e f g X".split(" "), "a b c D e f".split(" "));
  assert.deepEqual(pieces.at(-1), { conflict: true, mine: ["g", "X"], theirs: [] });
  assert.deepEqual(
    pieces.slice(0, -1).flatMap((each) => (each.conflict ? ["?"] : each.lines)),
    "A b c D e f".split(" "),
  );
  assert.deepEqual(
    merged(base, ["x", ...base], ["x", ...base]).flatMap((each) => (each.conflict ? ["?"] : each.lines)),
    ["x", ...base],
  );
});

test("each side of a merge keeps everything that it changed", () => {
  const next = numbers(3);
  const words = (most: number) => Array.from({ length: next(most) }, () => "abcd"[next(4)]!);
  for (let n = 0; n < 2_000; n++) {
    const [base, mine, theirs] = [words(9), words(9), words(9)];
    const side = (which: "mine" | "theirs", to: string[]) =>
      merged(base, which === "mine" ? to : base, which === "mine" ? base : to).flatMap((each) =>
        each.conflict ? ["?"] : each.lines,
      );
    assert.deepEqual(side("mine", mine), mine);
    assert.deepEqual(side("theirs", theirs), theirs);
    const same = merged(base, mine, mine);
    assert.deepEqual(
      same.flatMap((each) => (each.conflict ? ["?"] : each.lines)),
      mine,
    );
  }
});
