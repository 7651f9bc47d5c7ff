// The keys of a notebook while no text is written in: one letter each, as people know them from Jupyter.

import { fail } from "../notices/notices.ts";
import type { Desk } from "./desk.ts";

/** What must be pressed twice within so many milliseconds. */
const TWICE = 1_500;

type Act = (desk: Desk) => void | boolean | Promise<unknown>;

/** What changes nothing. */
const LOOKS: Record<string, Act> = {
  ArrowUp: (desk) => desk.step(-1),
  ArrowDown: (desk) => desk.step(1),
  k: (desk) => desk.step(-1),
  j: (desk) => desk.step(1),
  Home: (desk) => desk.step(-Infinity),
  End: (desk) => desk.step(Infinity),
  o: (desk) => desk.fold(),
  c: (desk) => desk.copy(),
  ii: (desk) => desk.interrupt(),
  "00": (desk) => desk.restart(),
  "Shift+Enter": (desk) => desk.run("next"),
  "Mod+Enter": (desk) => desk.run(),
};

const CHANGES: Record<string, Act> = {
  Enter: (desk) => desk.edit(),
  a: (desk) => desk.insert("above"),
  b: (desk) => desk.insert("below"),
  dd: (desk) => desk.remove(),
  Delete: (desk) => desk.remove(),
  x: (desk) => desk.cut(),
  v: (desk) => desk.paste(),
  m: (desk) => desk.turn("markdown"),
  y: (desk) => desk.turn("code"),
  r: (desk) => desk.turn("raw"),
  z: (desk) => desk.book.undo(),
  "Shift+Z": (desk) => desk.book.redo(),
  "Alt+ArrowUp": (desk) => desk.move(-1),
  "Alt+ArrowDown": (desk) => desk.move(1),
  "Alt+Enter": (desk) => desk.run("insert"),
};

const DOUBLE = new Set(["d", "i", "0"]);
let before = { key: "", at: 0 };

/** Does what a key means for the chosen cell; returns whether it means anything. */
export function press(desk: Desk, event: KeyboardEvent): boolean {
  const key = nameOf(event);
  if (DOUBLE.has(key)) {
    const twice = !event.repeat && before.key === key && event.timeStamp - before.at < TWICE;
    before = twice ? { key: "", at: 0 } : { key, at: event.timeStamp };
    return twice ? act(desk, key + key) : true;
  }
  before = { key: "", at: 0 };
  return act(desk, key);
}

function act(desk: Desk, key: string): boolean {
  const found = LOOKS[key] ?? (desk.writable ? CHANGES[key] : undefined);
  if (!found) return false;
  const done = found(desk);
  if (done instanceof Promise) done.catch(fail);
  return true;
}

function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const letter = key.length === 1;
  const name = letter && shiftKey ? key.toUpperCase() : key;
  return [
    (ctrlKey || metaKey) && "Mod",
    altKey && "Alt",
    shiftKey && (letter ? /[A-Z]/.test(name) : true) && "Shift",
    name,
  ]
    .filter(Boolean)
    .join("+");
}
