import assert from "node:assert/strict";
import { test } from "node:test";
import { leadsSomewhere } from "../src/notes/schema.ts";
import { resolved } from "../src/notes/state.ts";

test("a path in a note is of its folder, and never leads out of the workspace", () => {
  assert.equal(resolved("plan.note", "plan.files/a.png"), "plan.files/a.png");
  assert.equal(resolved("a/b/plan.note", "./c.png"), "a/b/c.png");
  assert.equal(resolved("a/b/plan.note", "../c.png"), "a/c.png");
  assert.equal(resolved("a/plan.note", "/c.png"), "c.png");
  assert.equal(resolved("a/plan.note", "../../c.png"), undefined);
});

test("a link leads to the web, to mail, or into the workspace; nothing runs", () => {
  for (const href of [
    "https://example.org",
    "mailto:a@b",
    "#top",
    "a.md",
    "../b c.md",
    "/x",
    "a/b:c".replace(":", "-"),
  ])
    assert.ok(leadsSomewhere(href), href);
  for (const href of ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x", "file:///etc", ""])
    assert.ok(!leadsSomewhere(href), href);
});
