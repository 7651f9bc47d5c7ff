// What a notebook is made of, without the page: the order of cells, colours of programs, which form of an output is shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import MarkdownIt from "markdown-it";
import { overwritten, runs } from "../src/notebook/ansi.ts";
import { formulas } from "../src/notebook/formulas.ts";
import { shownOf, widthOf } from "../src/notebook/mime.ts";
import { between, compare, placed } from "../src/notebook/order.ts";

test("there is always room between two keys, and at both ends they stay short", () => {
  const keys = [between("", "")];
  for (let at = 0; at < 300; at++) {
    const to = (at * 7919) % (keys.length + 1);
    keys.splice(to, 0, placed(keys[to - 1] ?? "", keys[to] ?? ""));
  }
  assert.deepEqual(keys, [...new Set(keys)].sort(compare));
  let last = "V";
  for (let at = 0; at < 500; at++) last = between(last, "");
  assert.ok(last.length < 20);
  // As the server makes them.
  assert.deepEqual([between("V", ""), between("", "V"), between("V", "W"), between("V", "VV")], ["W", "U", "VV", "VF"]);
});

test("colours become styles, and nothing else of a sequence is left", () => {
  assert.deepEqual(
    runs("a\x1b[1;31mb\x1b[0mc").map(({ text, marks, colour }) => [text, marks, colour]),
    [
      ["a", "", ""],
      ["b", "bold", "var(--ansi-red)"],
      ["c", "", ""],
    ],
  );
  const all = (text: string) =>
    runs(text)
      .map((each) => each.text)
      .join("");
  assert.equal(all("\x1b]0;title\x07x\x1b[2Jy\x1b]8;;https://e.com\x1b\\z\x00\x1b(B"), "xyz");
  assert.equal(runs("\x1b[38;5;196mx")[0]!.colour, "rgb(255 0 0)");
  assert.equal(runs("\x1b[48;2;1;2;3mx")[0]!.ground, "rgb(1 2 3)");
  assert.equal(runs("\x1b[7mx")[0]!.colour, "var(--sheet)");
});

test("a line that is written over is as it was last, in time that grows with its length", () => {
  assert.equal(overwritten("10%\r20%\rdone\nx\r"), "done\nx\r");
  assert.equal(overwritten("x".repeat(2_000_000)).length, 2_000_000);
  assert.equal(overwritten(`${"\r".repeat(1_000_000)}x`), "x");
});

test("of several forms the richest is shown, and only what is safe", () => {
  assert.equal(shownOf({ "text/plain": "x", "text/html": "<b>x" })?.kind, "html");
  assert.deepEqual(shownOf({ "image/png": "aGk=\n" }), { kind: "picture", text: "data:image/png;base64,aGk=" });
  assert.equal(shownOf({ "image/png": '"><script>', "text/plain": "x" })?.kind, "text");
  assert.match(shownOf({ "image/svg+xml": "<svg/>" })!.text, /^data:image\/svg\+xml;charset=utf-8,%3Csvg/);
  assert.equal(shownOf({ "application/x-odd": 1 }), undefined);
  const formula = { kind: "formula", text: "\\displaystyle x^2" };
  for (const each of ["$\\displaystyle x^2$", "$$\\displaystyle x^2$$\n", "\\displaystyle x^2"])
    assert.deepEqual(shownOf({ "text/plain": "x**2", "text/latex": each }), formula);
  assert.deepEqual(shownOf({ "text/latex": "$a$ and $b$" }), { kind: "markdown", text: "$a$ and $b$" });
  assert.equal(widthOf({ "image/png": { width: 300 } }), 300);
});

test("formulas end where they end, and what is none stays text", () => {
  const reader = new MarkdownIt().use(formulas);
  const found = (text: string): string[] =>
    reader
      .parse(text, {})
      .flatMap((each) => [each, ...(each.children ?? [])])
      .filter((each) => each.tag === "math")
      .map((each) => `${each.markup === "$$" ? "=" : "-"}${each.content.trim()}`);
  assert.deepEqual(found("a $x$, $y+1$ and $$z$$. B"), ["-x", "-y+1", "=z."]);
  for (const text of ["It costs $5 or $6.", "\\$x\\$", "`$x$`"]) assert.deepEqual(found(text), []);
  assert.deepEqual(found("$$\na\n+ b\n\n= c\n$$\n\n# Next $d$"), ["=a\n+ b\n\n= c", "-d"]);
  assert.deepEqual(found("$$E$$.\n# Next $d$"), ["=E.", "-d"]);
  assert.deepEqual(found("$$E$$ where $m$ is\n\n# Next"), ["=E", "-m"]);
  assert.deepEqual(found("$$E\n\n# Next $d$"), ["-d"]);
  assert.deepEqual(found("So\n\\begin{align*}\na &= b \\\\\nc\n\\end{align*},\nwith $d$"), [
    "=\\begin{align*}\na &= b \\\\\nc\n\\end{align*},",
    "-d",
  ]);
  assert.deepEqual(found("\\begin{align}\nnever ended"), []);
  assert.deepEqual(found("- one\n  $$a$$\n- two"), ["=a"]);
  const begins = "\\begin{a}\n".repeat(20_000);
  assert.deepEqual(found(begins), []);
});
