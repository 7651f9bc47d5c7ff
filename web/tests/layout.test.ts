// The tree of groups of tabs: opening, closing, splitting, moving, and what was kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as tree from "../src/shell/tree.ts";

const tab = (key: string, preview = false): tree.Tab => ({ id: `file:${key}`, kind: "file", key, title: key, preview });
const ids = (group: tree.Node | undefined): string =>
  group?.type === "group"
    ? group.tabs.map((each) => (each.key === group.active.slice(5) ? `[${each.key}]` : each.key)).join(" ")
    : "";
const filled = (...keys: string[]): tree.Group =>
  keys.reduce((group, key) => tree.opened(group, tab(key)), tree.empty());
/** A tree as text: tabs of a group, `|` between groups beside each other, `/` between those below each other. */
const drawn = (node: tree.Node): string =>
  node.type === "group" ? ids(node) : `(${node.parts.map(drawn).join(node.direction === "row" ? " | " : " / ")})`;

test("a tab is opened after the active one, and shown again when it is there", () => {
  const group = tree.opened(tree.shown(filled("a", "b", "c"), "file:a"), tab("d"));
  assert.equal(ids(group), "a [d] b c");
  assert.equal(ids(tree.opened(group, tab("c"))), "a d b [c]");
});

test("a preview takes the place of the one before, until it is kept", () => {
  let group = tree.opened(filled("a", "b"), tab("p", true));
  group = tree.opened(tree.shown(group, "file:a"), tab("q", true));
  assert.equal(ids(group), "a b [q]");
  assert.deepEqual(group.seen, ["file:q", "file:a", "file:b"]);
  group = tree.opened(group, tab("q"));
  assert.equal(ids(tree.opened(group, tab("r", true))), "a b q [r]");
});

test("a kept tab stays kept when it is opened as a preview", () => {
  assert.equal(tree.opened(filled("a"), tab("a", true)).tabs[0]?.preview, false);
});

test("closing goes back to what was seen before", () => {
  const group = tree.shown(tree.shown(filled("a", "b", "c"), "file:a"), "file:c");
  assert.equal(drawn(tree.closed(group, "file:c", "1")), "[a] b");
  assert.equal(drawn(tree.closed(group, "file:b", "1")), "a [c]");
  assert.equal(drawn(tree.closed(filled("a"), "file:a", "1")), "");
});

test("a tab is split off to each edge, in the row that is there if there is one", () => {
  const root = tree.splitOff(filled("a", "b", "c"), "file:c", "1", "1", "right");
  assert.equal(drawn(root), "(a [b] | [c])");
  const more = tree.splitOff(root, "file:a", "1", "2", "left");
  assert.equal(drawn(more), "([b] | [a] | [c])");
  assert.deepEqual(more.type === "split" && more.sizes, [0.5, 0.25, 0.25]);
  assert.equal(drawn(tree.splitOff(more, "file:a", "3", "2", "bottom")), "([b] | ([c] / [a]))");
  assert.equal(drawn(tree.splitOff(more, "file:a", "3", "3", "top")), drawn(more));
});

test("a group that is left empty goes, and with it the split of one", () => {
  let root = tree.splitOff(filled("a", "b"), "file:b", "1", "1", "bottom");
  root = tree.moved(root, "file:b", "2", "1", 0);
  assert.equal(drawn(root), "[b] a");
  assert.equal(root.type, "group");
});

test("tabs are put in another order", () => {
  const root = filled("a", "b", "c");
  assert.equal(drawn(tree.moved(root, "file:a", "1", "1", 3)), "b c [a]");
  assert.equal(drawn(tree.moved(root, "file:c", "1", "1", 0)), "[c] a b");
  assert.equal(drawn(tree.moved(root, "file:b", "1", "1", 1)), "a [b] c");
  assert.equal(drawn(tree.moved(root, "file:none", "1", "1", 1)), drawn(root));
});

test("a thing with another name keeps its tabs; one that has the name already goes", () => {
  const root = tree.splitOff(filled("a", "b", "c"), "file:c", "1", "1", "right");
  assert.equal(drawn(tree.renamed(root, "file", "b", "x/y", "y")), "(a [x/y] | [c])");
  assert.equal(drawn(tree.renamed(root, "file", "b", "a", "a")), "([a] | [c])");
  assert.equal(drawn(tree.renamed(root, "other", "b", "x", "x")), drawn(root));
});

test("a border moves, and no part is pushed out of sight", () => {
  const root = tree.splitOff(filled("a", "b"), "file:b", "1", "1", "right") as tree.Split;
  assert.deepEqual((tree.resized(root, [], 0, 0.25) as tree.Split).sizes, [0.75, 0.25]);
  assert.deepEqual(
    (tree.resized(root, [], 0, 5) as tree.Split).sizes.map((each) => each.toFixed(2)),
    ["0.92", "0.08"],
  );
  assert.deepEqual((tree.evened(tree.resized(root, [], 0, 0.25), []) as tree.Split).sizes, [0.5, 0.5]);
});

test("what was kept comes back, without what nobody can show; nonsense is nothing", () => {
  const root = tree.splitOff(filled("a", "b", "c"), "file:c", "1", "1", "right");
  const again = JSON.parse(JSON.stringify(root));
  assert.equal(drawn(tree.revived(again, () => true)!), "(a [b] | [c])");
  assert.equal(drawn(tree.revived(again, (each) => each.key !== "b")!), "([a] | [c])");
  assert.equal(drawn(tree.revived(again, (each) => each.key === "a")!), "[a]");
  assert.equal(drawn(tree.revived(again, () => false)!), "");
  for (const nonsense of [undefined, null, 3, "x", {}, { type: "split" }, { type: "group" }])
    assert.equal(
      tree.revived(nonsense, () => true),
      undefined,
    );
});

test("each group has an id of its own, also after some went", () => {
  let root: tree.Node = filled("a", "b", "c", "d");
  root = tree.splitOff(root, "file:d", "1", "1", "right");
  root = tree.splitOff(root, "file:c", "1", "2", "bottom");
  root = tree.closed(root, "file:d", "2");
  root = tree.splitOff(root, "file:b", "1", "3", "top");
  assert.deepEqual(
    tree
      .groupsOf(root)
      .map((each) => each.id)
      .sort(),
    ["1", "3", "4"],
  );
});
