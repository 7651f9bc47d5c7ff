// Text of programs that colour it for a terminal, as runs of one style each.

/** Some characters in one style. */
export interface Run {
  text: string;
  /** `bold`, `dim`, `italic`, `underline`, `strike`, separated by blanks. */
  marks: string;
  /** CSS colours; empty for the usual ones. */
  colour: string;
  ground: string;
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
/** What no page obeys: all sequences but those of style, and characters that mean nothing here. */
const SEQUENCE = new RegExp(
  "\\x1b(?:\\[([0-9;:]*)([@-~])|\\[[^@-~]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)?|[@-Z\\\\^_]|[ -/][0-~])" +
    "|[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1a\\x7f]",
  "g",
);

/** What is left of lines that a program wrote over: behind the last carriage return. */
export function overwritten(text: string): string {
  if (!text.includes("\r")) return text;
  const left = (line: string) => {
    let end = line.length;
    while (line[end - 1] === "\r") end--;
    return line.slice(line.lastIndexOf("\r", end - 1) + 1);
  };
  return text.split("\n").map(left).join("\n");
}

interface Style {
  marks: Set<string>;
  colour: string;
  ground: string;
  inverse: boolean;
}

const usual = (): Style => ({ marks: new Set(), colour: "", ground: "", inverse: false });

/** The runs that a text is made of. */
export function runs(text: string): Run[] {
  const found: Run[] = [];
  let style = usual();
  let at = 0;
  const take = (end: number) => {
    if (end > at) found.push(run(text.slice(at, end), style));
  };
  for (const match of text.matchAll(SEQUENCE)) {
    take(match.index);
    at = match.index + match[0].length;
    if (match[2] === "m") style = styled(style, match[1] ?? "");
  }
  take(text.length);
  return found;
}

function run(text: string, { marks, colour, ground, inverse }: Style): Run {
  const [front, back] = inverse ? [ground || "var(--sheet)", colour || "var(--ink)"] : [colour, ground];
  return { text, marks: [...marks].join(" "), colour: front, ground: back };
}

const SET: Record<number, string> = { 1: "bold", 2: "dim", 3: "italic", 4: "underline", 9: "strike" };
const UNSET: Record<number, readonly string[]> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  29: ["strike"],
};

function styled(before: Style, codes: string): Style {
  let style: Style = { ...before, marks: new Set(before.marks) };
  const numbers = codes.split(/[;:]/).map(Number);
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at]!;
    if (code === 0) style = usual();
    else if (SET[code]) style.marks.add(SET[code]);
    else if (UNSET[code]) for (const each of UNSET[code]) style.marks.delete(each);
    else if (code === 7 || code === 27) style.inverse = code === 7;
    else if (code === 39) style.colour = "";
    else if (code === 49) style.ground = "";
    else if (code === 38 || code === 48) {
      const [colour, used] = extended(numbers.slice(at + 1));
      if (code === 38) style.colour = colour;
      else style.ground = colour;
      at += used;
    } else if (isNamed(code)) style[code < 38 || (code >= 90 && code < 98) ? "colour" : "ground"] = named(code);
  }
  return style;
}

const isNamed = (code: number): boolean =>
  (code >= 30 && code <= 37) ||
  (code >= 40 && code <= 47) ||
  (code >= 90 && code <= 97) ||
  (code >= 100 && code <= 107);

const named = (code: number): string => `var(--ansi-${code >= 90 ? "bright-" : ""}${NAMES[code % 10]})`;

/** A colour by number or by its parts, and how many codes that took. */
function extended([kind, ...rest]: number[]): [string, number] {
  if (kind === 2)
    return [
      `rgb(${rest
        .slice(0, 3)
        .map((each) => each & 255)
        .join(" ")})`,
      4,
    ];
  if (kind !== 5) return ["", 0];
  const number = (rest[0] ?? 0) & 255;
  if (number < 16) return [`var(--ansi-${number > 7 ? "bright-" : ""}${NAMES[number % 8]})`, 2];
  if (number > 231)
    return [
      `rgb(${Array(3)
        .fill(8 + 10 * (number - 232))
        .join(" ")})`,
      2,
    ];
  const part = (each: number) => (each ? 55 + 40 * each : 0);
  const cube = number - 16;
  return [`rgb(${[cube / 36, cube / 6, cube].map((each) => part(Math.floor(each) % 6)).join(" ")})`, 2];
}
