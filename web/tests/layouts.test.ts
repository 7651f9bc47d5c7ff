import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf, rootOf } from "../src/layouts/arranging.ts";
import { divided, empty, groupsOf, joined, opened, revived, type Tab } from "../src/shell/tree.ts";

const tab = (key: string, preview = false, kind = "file"): Tab => ({
  id: `${kind}:${key}`,
  kind,
  key,
  title: key,
  preview,
});
const title = (path: string) => path.slice(path.lastIndexOf("/") + 1);

test("the files of all groups are kept once, in order, with the one that has the focus", () => {
  const left = [tab("a"), tab("shortcuts", false, "shortcuts"), tab("b", true)].reduce(opened, empty("1"));
  const right = [tab("b"), tab("c")].reduce(opened, empty("2"));
  const root = divided(left, "1", "right", right);

  assert.deepEqual(filesOf(groupsOf(root), "2"), {
    files: [
      { path: "a", preview: false },
      { path: "b", preview: false },
      { path: "c", preview: false },
    ],
    active: "c",
  });
  assert.equal(filesOf(groupsOf(root), "1").active, "b");
  assert.deepEqual(filesOf([empty()], "1"), { files: [], active: "" });
});

test("a layout that says no more than its files opens them in one group", () => {
  const root = rootOf([{ path: "docs/a.md" }, { path: "b", preview: true }], "docs/a.md", title);
  assert.equal(root.type, "group");
  const [group] = groupsOf(root);
  assert.deepEqual(
    group!.tabs.map((each) => [each.id, each.title, each.preview]),
    [
      ["file:docs/a.md", "a.md", false],
      ["file:b", "b", true],
    ],
  );
  assert.equal(group!.active, "file:docs/a.md");
  assert.deepEqual(filesOf([group!], "1").active, "docs/a.md");
  assert.deepEqual(rootOf([], "", title), empty());
});

test("what is not saved joins a layout behind its tabs, and is shown only where nothing else is", () => {
  const shown = opened(empty("1"), tab("a"));
  const next = joined(shown, [tab("x"), tab("a"), tab("x")]);
  assert.deepEqual(
    groupsOf(next)[0]!.tabs.map((each) => each.key),
    ["a", "x"],
  );
  assert.equal(groupsOf(next)[0]!.active, "file:a");
  assert.equal(groupsOf(joined(empty("1"), [tab("x")]))[0]!.active, "file:x");
  assert.deepEqual(joined(shown, []), shown);
});

test("what is no layout becomes none, and what is no tab is left out", () => {
  const group = (tabs: unknown[]) => ({ type: "group", id: "1", tabs, active: "", seen: [] });
  const all = () => true;
  for (const bad of [undefined, null, 1, "x", [], {}, { type: "split" }, { type: "group", tabs: 3 }])
    assert.equal(revived(bad, all), undefined);
  const odd = [{ id: "file:a", kind: "file", key: "a" }, { ...tab("b"), id: "file:c" }, tab("d"), null];
  assert.equal(revived(group(odd), all), undefined);
  const kept = revived(group(odd.slice(0, 3)), all);
  assert.deepEqual(
    groupsOf(kept!)[0]!.tabs.map((each) => each.key),
    ["d"],
  );
  const split = revived(
    {
      type: "split",
      direction: "x",
      parts: [group([tab("a")]), { ...group([tab("b")]), id: "2" }],
      sizes: ["y", null],
    },
    all,
  );
  assert.deepEqual(split?.type === "split" && [split.direction, split.sizes], ["row", [0.5, 0.5]]);
});
