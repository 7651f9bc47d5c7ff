// What is decided about a worktree's changes: what is asked of the server, and what the page shows of it.

import assert from "node:assert/strict";
import test from "node:test";
import type { Hunk, Review, ReviewedFile } from "../src/rpc.gen.ts";
import {
  asked,
  counted,
  firstWords,
  isTaken,
  linesOf,
  preview,
  settled,
  stateOf,
  toggled,
  undecided,
} from "../src/trees/deciding.ts";

const passage = (line: number, text: string) => ({ line, lines: text ? text.trimEnd().split("\n").length : 0, text });
const hunk = (id: string, line: number, main: string, worktree: string, conflict = false): Hunk => ({
  id,
  conflict,
  base: passage(line, main),
  main: passage(line, main),
  worktree: passage(line, worktree),
});
const file = (path: string, hunks: Hunk[]): ReviewedFile => ({
  path,
  status: "changed",
  hunks,
  added: 0,
  removed: 0,
  conflicts: hunks.filter((each) => each.conflict).length,
  binary: false,
  cut: false,
  note: "",
});

const MAIN = "one\ntwo\nthree\nfour\nfive\n";
const hunks = [hunk("a", 1, "one\n", "ONE\n"), hunk("b", 2, "", "more\n"), hunk("c", 4, "four\n", "vier\n", true)];
const review: Review = {
  worktree: "w",
  main: "m",
  branch: "b",
  base: "0",
  files: [file("notes.md", hunks), file("other.md", [hunk("d", 1, "x\n", "")])],
  conflicts: 1,
};

test("all that is clean is taken until it is left, a conflict once it is settled", () => {
  assert.deepEqual(asked(review, undecided), { accept: ["a", "b", "d"], resolve: {} });
  const [notes, first, , third] = linesOf(review) as [any, any, any, any];
  const without = toggled(first, undecided);
  assert.deepEqual(asked(review, without).accept, ["b", "d"]);
  assert.equal(stateOf(notes, without), "mixed");
  const done = settled(third.hunk, "both", without);
  assert.deepEqual(asked(review, done).resolve, { c: "four\nvier\n" });
  assert.deepEqual(counted(review, done), { taken: 3, left: 1, open: 0 });
  assert.deepEqual(counted(review, settled(third.hunk, "", done)), { taken: 2, left: 1, open: 1 });
  assert.ok(isTaken(first.hunk, toggled(notes, without)));
  assert.equal(stateOf(notes, toggled(notes, toggled(notes, without))), "false");
});

test("the text with all changes is shown, and where each of them stands", () => {
  const shown = preview(MAIN, hunks, toggled(linesOf(review)[1]!, undecided), "b");
  assert.equal(shown.text, "ONE\ntwo\nmore\nthree\nvier\nfive\n");
  assert.deepEqual(shown.marks, [
    { from: 1, to: 1, kind: "left", active: false },
    { from: 3, to: 3, kind: "taken", active: true },
    { from: 5, to: 5, kind: "conflict", active: false },
  ]);
});

test("a text without a last line break, a new file and lines that go are shown as well", () => {
  assert.equal(preview("a\nb", [hunk("x", 2, "b", "b\nc")], undecided, "").text, "a\nb\nc");
  assert.deepEqual(preview("a\nb", [hunk("x", 2, "b", "b\nc")], undecided, "").marks[0], {
    from: 2,
    to: 3,
    kind: "taken",
    active: false,
  });
  assert.equal(preview("", [hunk("x", 0, "", "new\n")], undecided, "").text, "new\n");
  const gone = preview(MAIN, [hunk("x", 2, "two\n", "")], undecided, "x");
  assert.equal(gone.text, "one\nthree\nfour\nfive\n");
  assert.deepEqual([gone.marks[0]!.from, gone.marks[0]!.to], [2, 1]);
});

test("a change is called by its first line that says something", () => {
  assert.equal(firstWords(hunk("x", 1, "old\n", "\n  new\n")), "new");
  assert.equal(firstWords(hunk("x", 1, "old\n", "")), "old");
});
