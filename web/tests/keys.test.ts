import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Claim,
  chordsOfPress,
  here,
  isKept,
  isPlain,
  type Press,
  spelled,
  winner,
} from "../src/commands/chords.ts";

function press(key: string, code: string, held = "", more: Partial<Press> = {}): Press {
  const has = (name: string) => held.includes(name);
  return { key, code, ctrlKey: has("C"), altKey: has("A"), shiftKey: has("S"), metaKey: has("M"), ...more };
}
const first = (...given: Parameters<typeof press>) => chordsOfPress(press(...given), false)[0] ?? "";

test("a chord is named by what is printed on the key, else by its place", () => {
  assert.equal(first("p", "KeyP", "C"), "Mod+P");
  assert.equal(first("P", "KeyP", "CS"), "Mod+Shift+P");
  assert.equal(first("p", "KeyR", "C"), "Mod+P", "Dvorak");
  assert.equal(first("з", "KeyP", "C"), "Mod+P", "Russian");
  assert.equal(first("&", "Digit1", "C"), "Mod+1", "French");
  assert.equal(first("~", "Backquote", "CS"), "Mod+Shift+`");
  assert.equal(first("Dead", "Backquote", "C"), "Mod+`", "German");
  assert.equal(first("-", "Slash", "C"), "Mod+-", "German");
  assert.equal(first("ö", "Semicolon", "C"), "Mod+;", "German");
  assert.equal(first(" ", "Space", "C"), "Mod+Space");
  assert.equal(first("+", "NumpadAdd", "C"), "Mod+Plus");
  assert.equal(first("F4", "F4", "S"), "Shift+F4");
  assert.equal(first("PageDown", "PageDown", "A"), "Alt+PageDown");
  assert.deepEqual(chordsOfPress(press("/", "Digit7", "CS"), false), ["Mod+Shift+7", "Mod+/"]);
});

test("typing is no chord: composing, dead keys, AltGr, modifiers alone", () => {
  assert.equal(first("a", "KeyA", "C", { isComposing: true }), "");
  assert.equal(first("Process", "KeyA"), "");
  assert.equal(first("Dead", "Equal"), "");
  assert.equal(first("ś", "KeyS", "CA", { getModifierState: (name) => name === "AltGraph" }), "");
  assert.equal(first("s", "KeyS", "CA", { getModifierState: () => false }), "Mod+Alt+S");
  for (const name of ["Control", "Shift", "Alt", "AltGraph", "Meta"]) assert.equal(first(name, `${name}Left`), "");
});

test("on a Mac Cmd is Mod and Ctrl is itself", () => {
  assert.deepEqual(chordsOfPress(press("p", "KeyP", "M"), true), ["Mod+P"]);
  assert.deepEqual(chordsOfPress(press("g", "KeyG", "C"), true), ["Ctrl+G"]);
  assert.deepEqual(chordsOfPress(press("∂", "KeyD", "A"), true), ["Alt+D"]);
  assert.equal(first("e", "KeyE", "M"), "Meta+E");
  assert.equal(here("Ctrl+G", false), "Mod+G");
  assert.equal(here("Ctrl+G", true), "Ctrl+G");
  assert.equal(spelled("Mod+Shift+ArrowUp", true), "⌘⇧↑");
  assert.equal(spelled("Mod+Shift+Plus", false), "Ctrl+Shift++");
});

test("what is plain and what browsers keep", () => {
  for (const each of ["A", "Shift+A", "Enter", "Escape", "Shift+Tab"]) assert.ok(isPlain(each), each);
  for (const each of ["Mod+A", "Alt+A", "F1", "Shift+F10", "Ctrl+G"]) assert.ok(!isPlain(each), each);
  for (const each of ["Mod+T", "Mod+Shift+N", "Mod+W", "Mod+Tab"]) assert.ok(isKept(each), each);
  assert.ok(!isKept("Mod+P"));
});

const everywhere: Claim = {};
const tree: Claim = { place: "tree" };
const editor: Claim = { place: "editor" };
const terminal: Claim = { place: "terminal" };
const able: Claim = { inTerminal: true };

test("what stands deeper goes before what works everywhere", () => {
  const where = { places: ["tree", "side"], into: "" } as const;
  assert.equal(winner([everywhere, tree], "Mod+C", where), tree);
  assert.equal(winner([{ place: "side" }, tree], "Mod+C", where), tree);
  assert.equal(winner([everywhere, editor], "Mod+C", where), everywhere);
  assert.equal(winner([everywhere, { place: "tree", when: () => false }], "Mod+C", where), everywhere);
  assert.equal(winner([tree], "Delete", where), tree);
});

test("a field keeps typing and editing for itself", () => {
  const where = { places: ["tree"], into: "field" } as const;
  for (const each of ["A", "Delete", "Enter", "Mod+C", "Mod+Z", "Mod+ArrowLeft", "Mod+Shift+Z"])
    assert.equal(winner([tree, everywhere], each, where), undefined, each);
  assert.equal(winner([tree], "F2", where), tree);
  assert.equal(winner([tree, everywhere], "Escape", where), tree);
  for (const each of ["Mod+P", "Mod+Shift+Y"]) assert.equal(winner([everywhere], each, where), everywhere);
});

test("in an editor only its own commands take typing", () => {
  const where = { places: ["editor"], into: "editor" } as const;
  assert.equal(winner([everywhere, editor], "Mod+Z", where), editor);
  assert.equal(winner([everywhere], "Mod+Z", where), undefined);
  assert.equal(winner([everywhere], "Mod+D", where), everywhere);
  assert.equal(winner([editor], "Escape", where), editor);
});

test("in a terminal the program has the keys, but for a few", () => {
  const where = { places: ["terminal", "panel"], into: "terminal" } as const;
  assert.equal(winner([everywhere, able], "Mod+P", where), able);
  assert.equal(winner([everywhere, { place: "panel" }], "Mod+F", where), undefined);
  assert.equal(winner([terminal], "Mod+Shift+C", where), terminal);
  assert.equal(winner([able], "A", where), undefined);
});
