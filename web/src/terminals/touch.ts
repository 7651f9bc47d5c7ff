// Fingers on a terminal: dragging scrolls, holding selects the word under the finger and offers what can be done with it.

import type { Terminal } from "@xterm/xterm";
import { openMenu } from "../look/Menu.tsx";
import { words } from "../words/index.ts";
import type { Clipboard } from "./clipboard.ts";

const HOLD = 450;
const STILL = 8;
const SLOWER = 0.94;

/** Lets fingers scroll and select. */
export function touchable(term: Terminal, element: HTMLElement, clipboard: Clipboard): void {
  let last = 0;
  let rest = 0;
  let speed = 0;
  let at = 0;
  let start = { x: 0, y: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rolling = 0;
  const scroll = (pixels: number) => {
    rest += pixels / (element.clientHeight / term.rows);
    const lines = Math.trunc(rest);
    rest -= lines;
    if (lines) term.scrollLines(lines);
  };
  const roll = () => {
    speed *= SLOWER;
    scroll(speed * 16);
    rolling = Math.abs(speed) > 0.05 ? requestAnimationFrame(roll) : 0;
  };
  element.addEventListener(
    "touchstart",
    ({ touches }) => {
      cancelAnimationFrame(rolling);
      clearTimeout(timer);
      if (touches.length !== 1) return;
      start = { x: touches[0]!.clientX, y: touches[0]!.clientY };
      last = start.y;
      at = performance.now();
      speed = rest = 0;
      timer = setTimeout(() => choose(term, element, clipboard, start), HOLD);
    },
    { passive: true },
  );
  element.addEventListener(
    "touchmove",
    (event) => {
      const touch = event.touches[0]!;
      if (Math.hypot(touch.clientX - start.x, touch.clientY - start.y) > STILL) clearTimeout(timer);
      if (event.touches.length !== 1) return;
      event.preventDefault();
      const now = performance.now();
      speed = (last - touch.clientY) / Math.max(1, now - at);
      scroll(last - touch.clientY);
      last = touch.clientY;
      at = now;
    },
    { passive: false },
  );
  element.addEventListener("touchend", () => {
    clearTimeout(timer);
    if (performance.now() - at < 60 && Math.abs(speed) > 0.3) rolling = requestAnimationFrame(roll);
  });
  element.addEventListener("touchcancel", () => clearTimeout(timer));
}

function choose(term: Terminal, element: HTMLElement, clipboard: Clipboard, { x, y }: { x: number; y: number }): void {
  const box = element.querySelector(".xterm-screen")!.getBoundingClientRect();
  const column = Math.floor(((x - box.left) / box.width) * term.cols);
  const row = Math.floor(((y - box.top) / box.height) * term.rows) + term.buffer.active.viewportY;
  const text = term.buffer.active.getLine(row)?.translateToString() ?? "";
  const before = /\S*$/.exec(text.slice(0, column))![0].length;
  const after = /^\S*/.exec(text.slice(column))![0].length;
  if (before + after) term.select(column - before, row, before + after);
  openMenu(x, y, [
    { title: words.terminals.copy, off: !term.hasSelection(), run: () => void clipboard.copy() },
    { title: words.terminals.paste, run: () => void clipboard.fetch() },
    { title: words.terminals.selectAll, run: () => term.selectAll() },
  ]);
}
