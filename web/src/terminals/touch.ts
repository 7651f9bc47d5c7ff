// Fingers on a terminal: dragging scrolls, holding selects the word under the finger and offers what can be done with it.

import type { Terminal } from "@xterm/xterm";
import { openMenu } from "../look/Menu.tsx";
import { words } from "../words/index.ts";
import type { Clipboard } from "./clipboard.ts";

const HOLD = 450;
const STILL = 8;
/** A finger that stopped for this long before it left throws nothing. */
const THROWN = 60;
const SLOWER = 0.94;
const SLOWEST = 0.05;
const FRAME = 16;

interface Point {
  x: number;
  y: number;
}

/** Lets fingers scroll and select. */
export function touchable(term: Terminal, element: HTMLElement, clipboard: Clipboard): void {
  const finger = new Finger(term, element, (point) => choose(term, element, clipboard, point));
  element.addEventListener("touchstart", (event) => finger.down(event), { passive: true });
  element.addEventListener("touchmove", (event) => finger.move(event), { passive: false });
  element.addEventListener("touchend", () => finger.up());
  element.addEventListener("touchcancel", () => finger.stop());
}

/** One finger; `held` is called when it stays where it is. */
class Finger {
  private readonly term: Terminal;
  private readonly element: HTMLElement;
  private readonly held: (point: Point) => void;
  private start: Point = { x: 0, y: 0 };
  private last = 0;
  private at = 0;
  /** Pixels a millisecond. */
  private speed = 0;
  /** The part of a line that was not scrolled yet. */
  private rest = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private rolling = 0;

  constructor(term: Terminal, element: HTMLElement, held: (point: Point) => void) {
    this.term = term;
    this.element = element;
    this.held = held;
  }

  down({ touches }: TouchEvent): void {
    this.stop();
    if (touches.length !== 1) return;
    this.start = { x: touches[0]!.clientX, y: touches[0]!.clientY };
    this.last = this.start.y;
    this.at = performance.now();
    this.speed = this.rest = 0;
    this.timer = setTimeout(() => this.held(this.start), HOLD);
  }

  move(event: TouchEvent): void {
    const { clientX: x, clientY: y } = event.touches[0]!;
    if (Math.hypot(x - this.start.x, y - this.start.y) > STILL) clearTimeout(this.timer);
    if (event.touches.length !== 1) return;
    event.preventDefault();
    const now = performance.now();
    this.speed = (this.last - y) / Math.max(1, now - this.at);
    this.scroll(this.last - y);
    this.last = y;
    this.at = now;
  }

  up(): void {
    this.stop();
    if (performance.now() - this.at < THROWN) this.roll();
  }

  stop(): void {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.rolling);
  }

  private roll(): void {
    this.speed *= SLOWER;
    this.scroll(this.speed * FRAME);
    if (Math.abs(this.speed) > SLOWEST) this.rolling = requestAnimationFrame(() => this.roll());
  }

  private scroll(pixels: number): void {
    this.rest += pixels / (this.element.clientHeight / this.term.rows);
    const lines = Math.trunc(this.rest);
    this.rest -= lines;
    if (lines) this.term.scrollLines(lines);
  }
}

function choose(term: Terminal, element: HTMLElement, clipboard: Clipboard, { x, y }: Point): void {
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
