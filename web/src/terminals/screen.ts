// One terminal as this page shows it: follows what is printed, draws it, sends what is typed. Loaded when the first is shown.

import { effect, signal } from "@preact/signals";
import { SearchAddon } from "@xterm/addon-search";
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { theme } from "../look/theme.ts";
import { fail } from "../notices/notices.ts";
import { here, link, server, workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { guard } from "./answers.ts";
import { Clipboard } from "./clipboard.ts";
import { coloursAt, marksAt } from "./colours.ts";
import { Fit } from "./fit.ts";
import { accelerate } from "./gpu.ts";
import { held, release } from "./keyrow.ts";
import { addLinks } from "./links.ts";
import { toldFolder } from "./paths.ts";
import { change, entitle, me, open, readable, terminal } from "./state.ts";
import { taste } from "./taste.ts";
import { touchable } from "./touch.ts";
import { keyed, modified, Typing } from "./typing.ts";

const SCROLLBACK = 10_000;
const PIECE = 16 * 1024;
const CONTRAST = 4.5;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how reports begin
const REPORT = /^\x1b\[(?:[IO]$|[M<])/;
const DARK = matchMedia("(prefers-color-scheme: dark)");

/** A terminal on this page, also while it is not shown: then it keeps its place in what is printed, and reads nothing. */
export class Screen {
  readonly id: string;
  readonly element = document.createElement("div");
  readonly term: Terminal;
  readonly search = new SearchAddon({ highlightLimit: 1_000 });
  readonly clipboard: Clipboard;
  /** How far it is: nothing came yet, it follows, or all was printed. */
  readonly phase = signal<"loading" | "live" | "ended">("loading");
  /** Keys that were not sent since the connection was lost or somebody else types. */
  readonly unsent = signal(0);
  /** A link is under the pointer. */
  readonly onLink = signal(false);
  readonly fit: Fit;
  private readonly typing: Typing;
  private readonly ends: (() => void)[] = [];
  private slow: () => void = () => {};
  private cursor: string | undefined;
  private stream: AsyncIterableIterator<unknown> | undefined;
  private following = Promise.resolve();
  private shown = false;
  private typedHere = false;
  private cwd: string | undefined;

  constructor(id: string) {
    this.id = id;
    this.element.className = "terminal-screen";
    this.term = new Terminal({
      allowProposedApi: true,
      scrollback: SCROLLBACK,
      minimumContrastRatio: CONTRAST,
      macOptionIsMeta: true,
      macOptionClickForcesSelection: true,
      rescaleOverlappingGlyphs: true,
      cursorInactiveStyle: "outline",
      overviewRuler: { width: 10 },
      logLevel: "off",
    });
    this.typing = new Typing({
      send: (typed, take) => server.terminals.write({ workspace: here.value, terminal: id, ...typed, take }),
      refused: (error, dropped) => this.refused(error, dropped),
      pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    });
    this.clipboard = new Clipboard(this.term, this.element);
    this.fit = new Fit(id, this.term);
  }

  /** Shows it in a box, and goes on with what was printed meanwhile. */
  show(box: HTMLElement): void {
    box.append(this.element);
    if (!this.term.element) this.begin();
    this.shown = true;
    readable.add(this.id);
    this.fit.watch(box);
    void this.accelerate();
    this.following = this.following.then(() => this.follow());
  }

  private async accelerate(): Promise<void> {
    const slow = await accelerate(this.term, () => this.fit.soon());
    if (this.shown) this.slow = slow;
    else slow();
  }

  /** Draws and reads no more until it is shown again. */
  hide(): void {
    this.shown = false;
    void this.stream?.return?.();
    this.fit.rest();
    this.slow();
    this.slow = () => {};
    this.element.remove();
  }

  dispose(): void {
    this.hide();
    readable.delete(this.id);
    for (const end of this.ends) end();
    this.term.dispose();
  }

  focus(): void {
    this.term.focus();
  }

  /** Types for this person: a key of the key row. */
  press(key: string): void {
    this.typedHere = true;
    this.type(keyed(key, held.value, this.term.modes.applicationCursorKeysMode));
    release();
  }

  /** Takes over from whoever types, and makes the terminal as large as it is shown here. */
  async takeOver(): Promise<void> {
    this.typing.type("", { take: true });
    change(this.id, { writer: me.value });
    this.unsent.value = 0;
    this.focus();
    this.fit.claim();
  }

  /** What is found is marked in these colours. */
  marks() {
    return marksAt(this.element);
  }

  private begin(): void {
    const { term } = this;
    term.open(this.element);
    term.loadAddon(this.search);
    term.loadAddon(new UnicodeGraphemesAddon());
    guard(term, () => this.typedHere && document.hasFocus() && open(terminal(this.id)));
    addLinks(
      term,
      () => this.cwd ?? terminal(this.id)?.cwd ?? "",
      (on) => (this.onLink.value = on),
    );
    term.parser.registerOscHandler(7, (text) => {
      this.cwd = toldFolder(text, workspace.value?.folder ?? "") ?? this.cwd;
      return true;
    });
    term.attachCustomKeyEventHandler((event) => {
      if (event.type === "keydown" && !["Control", "Shift", "Alt", "Meta"].includes(event.key)) this.typedHere = true;
      return !this.clipboard.takes(event);
    });
    term.textarea?.addEventListener("focus", () => this.fit.claim());
    this.element.addEventListener("pointerdown", () => this.fit.claim());
    term.onData((data) => this.typed(data));
    term.onBinary((data) => open(terminal(this.id)) && this.typing.type(data, { binary: true }));
    term.onTitleChange((title) => entitle(this.id, title));
    touchable(term, this.element, this.clipboard);
    this.style();
  }

  /** Follows the tokens, the person's taste and rights. */
  private style(): void {
    const colour = () => requestAnimationFrame(() => (this.term.options.theme = coloursAt(this.element)));
    DARK.addEventListener("change", colour);
    this.ends.push(
      () => DARK.removeEventListener("change", colour),
      effect(() => {
        void theme.value;
        if (this.element.isConnected) this.term.options.theme = coloursAt(this.element);
        colour();
      }),
      effect(() => {
        const { size, cursor, reader } = taste.value;
        Object.assign(this.term.options, { fontSize: size, cursorStyle: cursor, screenReaderMode: reader });
        this.term.options.fontFamily = getComputedStyle(this.element).fontFamily;
        this.fit.soon();
      }),
      effect(() => {
        const it = terminal(this.id);
        if (!it) return;
        this.term.textarea?.setAttribute("aria-label", words.terminals.screenOf(it.name));
        this.term.options.cursorBlink = open(it);
        this.fit.told(it);
      }),
      effect(() => {
        if (link.value === "live") this.unsent.value = 0;
      }),
    );
  }

  private typed(data: string): void {
    this.typedHere = true;
    const text = data.length === 1 ? modified(data, held.peek()) : data;
    if (data.length === 1) release();
    this.type(text);
  }

  private type(text: string): void {
    const it = terminal(this.id);
    if (open(it)) {
      this.unsent.value = 0;
      this.typing.type(text);
      this.fit.claim();
    } else if (it?.state === "running" && !it.gone && !REPORT.test(text)) this.unsent.value += 1;
  }

  /** Says once why keys do not reach the program; the state of the terminal says the rest. */
  private refused(error: unknown, dropped: number): void {
    const { kind, data } = error as { kind?: string; data?: Record<string, unknown> };
    this.unsent.value += dropped;
    if (kind === "TerminalTakenByOther") change(this.id, { writer: String(data?.["current"] ?? "?"), shared: false });
    else if (kind !== "ConnectionLost" && kind !== "TerminalEnded" && kind !== "TerminalNotFound") fail(error);
  }

  private async follow(): Promise<void> {
    if (!this.shown || this.phase.value === "ended" || terminal(this.id)?.gone) return;
    const stream = server.terminals.follow({
      workspace: here.value,
      terminal: this.id,
      ...(this.cursor && { since: this.cursor }),
    });
    this.stream = stream;
    try {
      for await (const { cursor, value } of stream) {
        if (value instanceof Uint8Array) await this.print(value).then(() => this.fit.reveal());
        else if (value.type === "gap") this.cut();
        else if (!this.cursor) this.fit.told(value.state);
        this.cursor = cursor;
        this.phase.value = "live";
        if (!this.shown) return;
      }
      if (this.shown) this.over();
    } catch (error) {
      this.phase.value = "live";
      if ((error as { kind?: string }).kind !== "TerminalNotFound") fail(error);
    }
  }

  /** Resolves when all of it was read by the terminal, so that nothing heaps up; pieces let the page live in between. */
  private print(data: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      for (let start = 0; start < data.length; start += PIECE) {
        const piece = data.subarray(start, start + PIECE);
        this.term.write(piece, start + PIECE >= data.length ? resolve : undefined);
      }
      if (!data.length) resolve();
    });
  }

  /** All was printed: there is no cursor any more. */
  private over(): void {
    this.phase.value = "ended";
    this.term.write("\x1b[?25l");
  }

  /** Something that was printed is not kept any more: begins anew, and says so. */
  private cut(): void {
    this.typedHere = false;
    this.term.reset();
    this.term.write(`\x1b[2m${words.terminals.skipped}\x1b[0m\r\n`);
  }
}
