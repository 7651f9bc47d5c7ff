import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, asPath, isShown, mayNameOthers } from "../src/preview/kinds.ts";

test("files that look different as pages have a preview", () => {
  for (const path of ["a.md", "b/C.HTML", "x.ipynb", "t.tsv", "d.svg", "p.PNG"]) assert.ok(isShown(path), path);
  for (const path of ["a.py", "html", "md/file", "x.md.bak", ".md/x", ""]) assert.ok(!isShown(path), path);
});

test("what names nothing is not asked about the network", () => {
  assert.ok(mayNameOthers("a.html"));
  assert.ok(!mayNameOthers("a.csv"));
});

test("a program is beneath localhost, on the port by which the page came", () => {
  const at = (page: string, domain = "localhost") => addressOf(new URL(page), `p80-x.${domain}`, domain);
  assert.equal(at("http://127.0.0.1:8777/"), "http://p80-x.localhost:8777");
  assert.equal(at("http://localhost:9000/#x"), "http://p80-x.localhost:9000");
  assert.equal(at("http://[::1]:1/"), "http://p80-x.localhost:1");
  assert.equal(at("https://icotes.example.org/"), undefined);
  assert.equal(at("https://localhost.example.org/"), undefined);
  assert.equal(at("https://icotes.example.org/", "ports.example.org"), "https://p80-x.ports.example.org");
});

test("what is typed as an address within a program stays within it", () => {
  assert.equal(asPath(" a/b?c "), "/a/b?c");
  assert.equal(asPath("//evil.test/x"), "/evil.test/x");
  assert.equal(asPath(""), "/");
});
