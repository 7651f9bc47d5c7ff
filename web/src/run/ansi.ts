// What a program prints, taken apart: text with its colours, new lines, returns to the begin of a line. All else that a
// terminal would obey is dropped.

/** A piece of text in one look. */
export interface Piece {
  text: string;
  /** Classes of its look, e.g. `ansi-red ansi-bold`. */
  look: string;
  /** A colour of its own, as CSS has it; empty for one of the sixteen or none. */
  colour: string;
}

/** What comes of an output: pieces, ends of lines, and returns to the begin of a line. */
export type Mark = Piece | "\n" | "\r";

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const LOOKS: Record<number, string> = { 1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "struck" };
const ENDS: Record<number, string[]> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["struck"],
};
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
  /\x1b\[([0-9;:]*)m|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]|(\r+\n?|\n)|([^\x00-\x08\x0a-\x1f\x7f-\x9f]+)/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the begin of something that goes on
const OPEN = /(?:\x1b(?:\[[0-?]*[ -/]*|[\]PX^_][^\x07\x1b]*\x1b?|[ -/]*)|(?<!\r)\r+)$/;
const LONGEST = 4096;

/** Reads one output; what is not whole at the end of a part waits for the next one. */
export class Reader {
  private held = "";
  private looks = new Set<string>();
  private front = "";
  private colour = "";

  read(text: string): Mark[] {
    const all = this.held + text;
    const open = OPEN.exec(all);
    const whole = open && all.length - open.index <= LONGEST ? all.slice(0, open.index) : all;
    this.held = all.slice(whole.length);
    const marks: Mark[] = [];
    for (const [, style, end, plain] of whole.matchAll(TOKEN)) {
      if (style !== undefined) this.style(style);
      else if (end) marks.push(end.endsWith("\n") ? "\n" : "\r");
      else if (plain) marks.push({ text: plain, look: this.look(), colour: this.colour });
    }
    return marks;
  }

  private look(): string {
    return [this.front, ...this.looks]
      .filter(Boolean)
      .map((each) => `ansi-${each}`)
      .join(" ");
  }

  private style(codes: string): void {
    const numbers = codes.split(/[;:]/).map(Number);
    for (let at = 0; at < numbers.length; at++) {
      const code = numbers[at]!;
      if (code === 0) this.clear();
      else if (LOOKS[code]) this.looks.add(LOOKS[code]);
      else if (ENDS[code]) for (const each of ENDS[code]) this.looks.delete(each);
      else if (code >= 30 && code < 38) this.paint(NAMES[code - 30]!);
      else if (code >= 90 && code < 98) this.paint(`bright-${NAMES[code - 90]}`);
      else if (code === 39) this.paint("");
      else if (code === 38 || code === 48) at += this.own(numbers.slice(at));
    }
  }

  /** Takes a colour by number or by its parts; returns how many numbers that took. Of a ground nothing is shown. */
  private own([code, kind, ...rest]: number[]): number {
    if (kind === 5 && code === 38) this.numbered(rest[0] ?? 0);
    if (kind === 2 && code === 38) this.paint("own", `rgb(${rest.slice(0, 3).map(byte).join(" ")})`);
    return kind === 5 ? 2 : kind === 2 ? 4 : 0;
  }

  private numbered(number: number): void {
    if (number < 16) this.paint(number < 8 ? NAMES[number]! : `bright-${NAMES[number - 8]}`);
    else if (number < 232) {
      const part = (of: number) => (of ? 55 + 40 * of : 0);
      const n = number - 16;
      this.paint("own", `rgb(${part(Math.floor(n / 36))} ${part(Math.floor(n / 6) % 6)} ${part(n % 6)})`);
    } else this.paint("own", `rgb(${[0, 0, 0].map(() => byte(8 + 10 * (number - 232))).join(" ")})`);
  }

  private paint(front: string, colour = ""): void {
    this.front = front;
    this.colour = colour;
  }

  private clear(): void {
    this.looks.clear();
    this.paint("");
  }
}

const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(value) || 0));
