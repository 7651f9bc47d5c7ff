import assert from "node:assert/strict";
import { test } from "node:test";
import { type Mark, Reader } from "../src/run/ansi.ts";
import { Paper, textOf } from "../src/run/paper.ts";

const plain = (marks: Mark[]): string => marks.map((each) => (typeof each === "string" ? each : each.text)).join("");

test("text keeps its colours, and nothing else of what a terminal obeys passes", () => {
  const marks = new Reader().read(
    "a\x1b[1;31mb\x1b[22mc\x1b[0md\x1b]52;c;cm0=\x07\x1b[6n\x1b[2J\x1bc\x9b\x00e\x1b[38;2;1;2;300mf\x1b[38;5;196mg\x1b[94mh",
  );
  assert.deepEqual(
    marks.map((each) => (typeof each === "string" ? each : [each.text, each.look, each.colour])),
    [
      ["a", "", ""],
      ["b", "ansi-red ansi-bold", ""],
      ["c", "ansi-red", ""],
      ["d", "", ""],
      ["e", "", ""],
      ["f", "ansi-own", "rgb(1 2 255)"],
      ["g", "ansi-own", "rgb(255 0 0)"],
      ["h", "ansi-bright-blue", ""],
    ],
  );
});

test("a sequence that comes in parts is whole again", () => {
  const all = "one\x1b[32mtwo\r\nthree\x1b]0;title\x1b\\four";
  for (let at = 0; at <= all.length; at++) {
    const reader = new Reader();
    assert.equal(
      plain([...reader.read(all.slice(0, at)), ...reader.read(all.slice(at))]),
      "onetwo\nthreefour",
      `${at}`,
    );
  }
});

test("what never ends is not waited for", () => {
  const reader = new Reader();
  reader.read(`\x1b]${"x".repeat(10_000)}`);
  assert.ok(plain(reader.read("\x07shown")).endsWith("shown"));
});

test("returns without end take no time, and are one return", () => {
  const reader = new Reader();
  const begun = performance.now();
  assert.equal(plain(reader.read(`${"\r".repeat(1_000_000)}a`)), "\ra");
  assert.equal(plain(reader.read("\r".repeat(1_000_000))), "\r");
  assert.equal(plain(reader.read("b\r\r\r")), "b");
  assert.equal(plain(reader.read("\r\nc")), "\nc");
  assert.ok(performance.now() - begun < 5000);
});

test("lines are parted, written over, and taken from both outputs", () => {
  const paper = new Paper();
  paper.print("stdout", "10%\r20%\r");
  paper.print("stdout", "done\nnext ");
  paper.print("stderr", "bad\n");
  assert.equal(textOf(paper), "done\nnext bad\n");
  const [block] = paper.blocks.value;
  assert.deepEqual(
    block!.lines[1]!.map((piece) => [piece.text, piece.err]),
    [
      ["next ", false],
      ["bad", true],
    ],
  );
});

test("only the newest lines are kept, in blocks that change once", () => {
  const paper = new Paper();
  for (let n = 0; n < 30_000; n++) paper.print("stdout", `${n}\n`);
  const lines = textOf(paper).split("\n");
  assert.equal(lines.at(-2), "29999");
  assert.equal(Number(lines[0]), paper.dropped.value);
  assert.ok(lines.length > 15_000 && lines.length < 25_000);
  const first = paper.blocks.value[0]!;
  const before = first.version.value;
  paper.print("stdout", "more\n");
  assert.equal(first.version.value, before);
});
