// Moments as they are read: put together, in words, as versions of a file.

import assert from "node:assert/strict";
import test from "node:test";
import type { Moment } from "../src/rpc.gen.ts";
import { grouped, joined, linesOf, versionsOf } from "../src/timeline/grouping.ts";

const moment = (id: number, more: Partial<Moment> = {}): Moment => ({
  id: `m${id}`,
  time: 1000 + id,
  change: "changed",
  path: "notes.md",
  from: "",
  type: "file",
  mode: 420,
  hash: `h${id}`,
  size: 1,
  kept: true,
  authors: ["owner"],
  cause: "method",
  method: "",
  call: "",
  terminal: "",
  name: "",
  ...more,
});

test("what one call did to several files is one line, and unfolds", () => {
  const merge = { call: "c1", method: "workspaces.merge" };
  const groups = grouped([moment(3, { path: "a", ...merge }), moment(2, { path: "b", ...merge }), moment(1)]);
  assert.deepEqual(
    groups.map((each) => [each.id, each.kind, each.moments.length]),
    [
      ["m3", "call", 2],
      ["m1", "one", 1],
    ],
  );
  assert.deepEqual(
    linesOf(groups, new Set()).map((each) => each.id),
    ["m3+", "m1"],
  );
  assert.deepEqual(
    linesOf(groups, new Set(["m3"])).map((each) => [each.id, each.inner]),
    [
      ["m3+", false],
      ["m3", true],
      ["m2", true],
      ["m1", false],
    ],
  );
});

test("edits in one go are one line: of one file, by the same, without a long pause, and no mark between", () => {
  const run = [moment(9), moment(8), moment(7, { change: "created" })];
  assert.deepEqual(
    grouped(run).map((each) => each.kind),
    ["run"],
  );
  for (const other of [
    { path: "else.md" },
    { authors: ["agent"] },
    { cause: "terminal" as const },
    { time: 1 },
    { change: "deleted" as const },
    { change: "checkpoint" as const, path: "", name: "x" },
  ])
    assert.equal(grouped([moment(9), moment(8, other)]).length, 2, JSON.stringify(other));
});

test("pages that overlap are joined, each moment once, newest first", () => {
  const all = joined([moment(12), moment(9)], [moment(10), moment(9)]);
  assert.deepEqual(
    all.map((each) => each.id),
    ["m12", "m10", "m9"],
  );
});

test("a file's versions are the moments at which it said something else", () => {
  const all = [
    moment(6, { change: "restored" }),
    moment(5, { hash: "a" }),
    moment(4, { change: "deleted", hash: "" }),
    moment(3, { hash: "b" }),
    moment(2, { hash: "b", change: "moved" }),
    moment(1, { hash: "a" }),
  ];
  assert.deepEqual(
    versionsOf(all).map((each) => each.id),
    ["m1", "m2", "m4", "m5"],
  );
});
