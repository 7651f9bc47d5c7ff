// How large a terminal is: as its box, if this page may say so; else as it is, with smaller letters and what does not fit to scroll.

import { FitAddon } from "@xterm/addon-fit";
import type { Terminal as Xterm } from "@xterm/xterm";
import type { Terminal } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { me, open, otherOn, terminal } from "./state.ts";
import { taste } from "./taste.ts";
import { usual } from "./usual.ts";

const PAUSE = 60;
const SMALLEST = 7;
const LEAST = { rows: 1, cols: 2 };
const MOST = 1_000;

/** Keeps the size of one terminal. */
export class Fit {
  private readonly id: string;
  private readonly term: Xterm;
  private readonly addon = new FitAddon();
  private readonly observer = new ResizeObserver(() => this.soon());
  private box: HTMLElement | undefined;
  private pause: ReturnType<typeof setTimeout> | undefined;
  private asked = "";
  /** Rows that are seen at once. */
  private fits = 0;

  constructor(id: string, term: Xterm) {
    this.id = id;
    this.term = term;
    term.loadAddon(this.addon);
  }

  /** Follows a box from now on. */
  watch(box: HTMLElement): void {
    this.box = box;
    this.observer.observe(box);
    this.now();
  }

  rest(): void {
    this.observer.disconnect();
    clearTimeout(this.pause);
    this.box = undefined;
  }

  /** The box or the letters changed. */
  soon(): void {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.now(), PAUSE);
  }

  /** The server says how large it is: so it is here, unless this page says otherwise a moment later. */
  told({ rows, cols }: Pick<Terminal, "rows" | "cols">): void {
    if (rows === this.term.rows && cols === this.term.cols) return;
    if (`${rows}x${cols}` === this.asked) return;
    this.asked = "";
    this.adopt(rows, cols);
  }

  /** This page types, or is about to: the terminal gets the size of its box here. */
  claim(): void {
    const want = this.wanted();
    const it = terminal(this.id);
    if (want && it && (want.rows !== it.rows || want.cols !== it.cols)) this.now();
  }

  private now(): void {
    const it = terminal(this.id);
    if (!this.box || !it) return;
    this.letters(taste.peek().size);
    const want = this.wanted();
    if (!want) return;
    usual.value = want;
    if (this.leads(it)) this.lead(it, want);
    else this.adopt(it.rows, it.cols);
  }

  private lead(it: Terminal, want: { rows: number; cols: number }): void {
    this.term.resize(want.cols, want.rows);
    if (it.state === "exited" || (want.rows === it.rows && want.cols === it.cols)) return;
    this.asked = `${want.rows}x${want.cols}`;
    server.terminals.resize({ workspace: here.value, terminal: this.id, ...want }).catch(() => {
      this.asked = "";
    });
  }

  /** Whose program it is, or who types, says how large it is; the page that has the focus, if there are several. */
  private leads(it: Terminal): boolean {
    if (it.state === "exited" || !open(it)) return it.state === "exited" && !otherOn(it);
    return document.hasFocus() && (it.owner === me.peek() || it.writer === me.peek() || it.shared);
  }

  private wanted(): { rows: number; cols: number } | undefined {
    const place = this.term.element?.parentElement;
    if (place) place.style.minWidth = place.style.minHeight = "";
    const want = this.box?.clientWidth ? this.addon.proposeDimensions() : undefined;
    if (!want || !Number.isFinite(want.cols) || !Number.isFinite(want.rows)) return undefined;
    this.fits = want.rows;
    return {
      rows: Math.min(MOST, Math.max(LEAST.rows, want.rows)),
      cols: Math.min(MOST, Math.max(LEAST.cols, want.cols)),
    };
  }

  private adopt(rows: number, cols: number): void {
    this.letters(taste.peek().size);
    const want = this.wanted();
    const scale = want ? Math.min(1, want.cols / cols) : 1;
    this.letters(Math.max(SMALLEST, Math.floor(taste.peek().size * scale)));
    this.term.resize(cols, rows);
    this.overflow();
  }

  /** What is larger than its box is scrolled. */
  private overflow(): void {
    const screen = this.term.element?.querySelector<HTMLElement>(".xterm-screen");
    const place = this.term.element?.parentElement;
    if (!screen || !place || !this.box) return;
    place.style.minWidth = `${screen.offsetWidth}px`;
    place.style.minHeight = `${screen.offsetHeight}px`;
    this.reveal();
  }

  /** Scrolls a terminal that is higher than its box to where something is printed. */
  reveal(): void {
    const { box, term } = this;
    if (!box || term.rows === this.fits) return;
    const line = box.scrollHeight / term.rows;
    box.scrollTop = (term.buffer.active.cursorY + 2) * line - box.clientHeight;
  }

  private letters(size: number): void {
    if (this.term.options.fontSize !== size) this.term.options.fontSize = size;
  }
}
