import assert from "node:assert/strict";
import { test } from "node:test";
import { lanesOf } from "../src/git/lanes.ts";
import { marked } from "../src/git/marks.ts";
import { folderOf, foldersOf, nameOf } from "../src/git/paths.ts";
import { rowsOf } from "../src/git/rows.ts";
import { numbered, sideOf } from "../src/git/sides.ts";
import type { CheckoutStatus } from "../src/rpc.gen.ts";

const plain = { staged: "", unstaged: "", from: "", conflict: "" } as const;
const status = (files: CheckoutStatus["files"]): CheckoutStatus => ({
  head: "h",
  branch: "main",
  upstream: "",
  ahead: 0,
  behind: 0,
  operation: "",
  stashes: 0,
  total: files.length,
  files,
});

test("a file stands beneath each section that it belongs to", () => {
  const now = status([
    { ...plain, path: "a", staged: "changed", unstaged: "changed" },
    { ...plain, path: "b", unstaged: "untracked" },
    { ...plain, path: "c", unstaged: "conflict", conflict: "both changed" },
  ]);
  assert.deepEqual(
    rowsOf(now).map((each) => each.id),
    ["conflicts", "conflicts:c", "staged", "staged:a", "unstaged", "unstaged:a", "unstaged:b"],
  );
  assert.deepEqual(
    rowsOf(now, new Set(["unstaged"] as const)).map((each) => each.id),
    ["conflicts", "conflicts:c", "staged", "staged:a", "unstaged"],
  );
});

test("commits on one line share a lane; a branch has its own from its head to where it began", () => {
  const lanes = lanesOf([
    { id: "merge", parents: ["main", "side"] },
    { id: "side", parents: ["base"] },
    { id: "main", parents: ["base"] },
    { id: "base", parents: [] },
  ]);
  assert.deepEqual(
    lanes.map((each) => each.lane),
    [0, 1, 0, 0],
  );
  assert.deepEqual(
    lanes[0]!.below.map(({ from, to }) => [from, to]),
    [
      [0, 0],
      [0, 1],
    ],
  );
  assert.deepEqual(
    lanes[2]!.below.map(({ from, to }) => [from, to]),
    [
      [1, 0],
      [0, 0],
    ],
  );
  assert.deepEqual(lanes[3]!.below, []);
});

test("every lane goes on in the next row, whatever the graph", () => {
  const commits = Array.from({ length: 200 }, (_, at) => ({
    id: String(at),
    parents: at < 180 ? [...new Set([String(at + 1 + ((at * 7) % 11)), String(at + 1 + ((at * 3) % 5))])] : [],
  }));
  const lanes = lanesOf(commits);
  for (const [at, row] of lanes.entries()) {
    const next = lanes[at + 1];
    const ends = new Set(row.below.map((each) => each.to));
    if (next) assert.deepEqual(new Set(next.above.map((each) => each.from)), ends);
  }
});

test("a hunk's lines have their numbers on both sides", () => {
  const lines = numbered({
    old_start: 4,
    new_start: 5,
    lines: [" a", "-b", "+c", "+d", "\\ No newline at end of file"],
  });
  assert.deepEqual(
    lines.map(({ kind, old, young }) => [kind, old, young]),
    [
      ["same", 4, 5],
      ["removed", 5, 6],
      ["added", 6, 6],
      ["added", 6, 7],
      ["note", 6, 8],
    ],
  );
});

test("paths and keys of tabs hold what was put into them", () => {
  assert.deepEqual(sideOf("staged:a:b/c"), { kind: "staged", path: "a:b/c" });
  assert.deepEqual(sideOf("commit:1:2:a:b"), { kind: "commit", before: "1", after: "2", path: "a:b" });
  assert.deepEqual([nameOf("a/b"), folderOf("a/b"), folderOf("b"), foldersOf("a/b/c")], ["b", "a", "", ["a", "a/b"]]);
});

test("what git left of a merge is taken apart, and what somebody wrote in it stays", () => {
  const text = "by hand\n<<<<<<< HEAD\nours\n||||||| base\nb\n=======\ntheirs\n>>>>>>> side\nend\n";
  const between = { conflict: true, mine: ["ours"], theirs: ["theirs"] };
  const expected = [{ conflict: false, lines: ["by hand"] }, between, { conflict: false, lines: ["end", ""] }];
  assert.deepEqual(marked(text.split("\n")), expected);
  assert.deepEqual(marked(text.replace("||||||| base\nb\n", "").split("\n")), expected);
  for (const plain of ["no mark\n", "<<<<<<< HEAD\nours\n", "<<<<<<<<< a\n=======\n>>>>>>> b\n", ""])
    assert.deepEqual(marked(plain.split("\n")), [{ conflict: false, lines: plain.split("\n") }]);
});
