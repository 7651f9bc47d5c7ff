// What is typed on its way to the program: in order, one write at a time; what comes meanwhile goes with the next.

/** How one write reaches the program. */
export interface Way {
  /** Sends text, or bytes that are none as base64; `take` takes over from whoever types. */
  send(typed: { data?: string; binary?: string }, take: boolean): Promise<unknown>;
  /** Is told why something was not sent, and how much of it there was: what waited behind it is dropped. */
  refused(error: unknown, dropped: number): void;
  /** Waits before a program that does not read is asked again. */
  pause(milliseconds: number): Promise<void>;
}

const PIECE = 32 * 1024;
const TRIES = 40;
const INTERRUPT = "\x03";

/** The queue of one terminal. */
export class Typing {
  private readonly way: Way;
  private waiting: { text: string; binary: boolean }[] = [];
  private sending = 0;
  private busy = false;
  private take = false;

  constructor(way: Way) {
    this.way = way;
  }

  /** Sends text after all that was typed before; an interrupt goes before what waits, and drops it. */
  type(text: string, options: { binary?: boolean; take?: boolean } = {}): void {
    const binary = options.binary ?? false;
    if (text === INTERRUPT) this.waiting = [];
    this.take ||= options.take ?? false;
    const last = this.waiting.at(-1);
    if (last?.binary === binary) last.text += text;
    else this.waiting.push({ text, binary });
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    try {
      while (this.waiting.length) await this.sent(this.next());
    } catch (error) {
      const dropped = this.sending + this.waiting.reduce((sum, each) => sum + each.text.length, 0);
      this.waiting = [];
      this.take = false;
      this.way.refused(error, dropped);
    } finally {
      this.busy = false;
    }
  }

  private next(): { data?: string; binary?: string } {
    const first = this.waiting[0]!;
    let end = Math.min(PIECE, first.text.length);
    const code = first.text.charCodeAt(end - 1);
    if (end < first.text.length && code >= 0xd800 && code < 0xdc00) end--;
    const piece = first.text.slice(0, end);
    first.text = first.text.slice(end);
    if (!first.text) this.waiting.shift();
    this.sending = piece.length;
    return first.binary ? { binary: btoa(piece) } : { data: piece };
  }

  private async sent(piece: { data?: string; binary?: string }): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        const take = this.take;
        await this.way.send(piece, take);
        if (take) this.take = false;
        return;
      } catch (error) {
        if ((error as { kind?: string }).kind !== "QuotaExceeded" || tries === TRIES) throw error;
        if (this.waiting[0]?.text === INTERRUPT) return;
        await this.way.pause(Math.min(50 * tries, 500));
      }
    }
  }
}

/** Text from a clipboard as a terminal may get it: lines end as Enter does, and nothing in it is a key or ends the paste. */
export function pasted(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
  return text.replace(/\r\n|\n/g, "\r").replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, "");
}

const CURSOR: Record<string, string> = {
  ArrowUp: "A",
  ArrowDown: "B",
  ArrowRight: "C",
  ArrowLeft: "D",
  Home: "H",
  End: "F",
};
const OTHER: Record<string, string> = { Escape: "\x1b", Tab: "\t", PageUp: "\x1b[5~", PageDown: "\x1b[6~" };

/** What a key of the key row types: with Ctrl or Alt held, and as programs want arrows that asked for their own. */
export function keyed(key: string, held: { ctrl?: boolean; alt?: boolean }, application: boolean): string {
  const letter = CURSOR[key];
  const number = 1 + (held.alt ? 2 : 0) + (held.ctrl ? 4 : 0);
  if (letter) return number > 1 ? `\x1b[1;${number}${letter}` : `\x1b${application ? "O" : "["}${letter}`;
  return OTHER[key] ? (held.alt ? "\x1b" : "") + OTHER[key] : modified(key, held);
}

/** A typed character with the Ctrl and Alt of the key row held. */
export function modified(text: string, held: { ctrl?: boolean; alt?: boolean }): string {
  let typed = text;
  if (held.ctrl && text.length === 1) {
    const code = text.toUpperCase().charCodeAt(0);
    if (code >= 0x40 && code <= 0x5f) typed = String.fromCharCode(code & 0x1f);
    else if (text === " " || text === "2") typed = "\0";
    else if (text === "/" || text === "-") typed = "\x1f";
    else if (text === "?") typed = "\x7f";
  }
  return held.alt ? `\x1b${typed}` : typed;
}
