// What becomes of a text when what was found in it is replaced. Plain rules, without the page or the server.

/** What is looked for. */
export interface Pattern {
  pattern: string;
  regex: boolean;
  case: boolean;
  word: boolean;
}

/** A part of a line that is replaced. */
export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** A line of a file in which something was found, with the places in UTF-16 units. */
export interface FoundLine {
  /** The first is 1. */
  line: number;
  text: string;
  found: readonly (readonly [number, number])[];
  /** `text` is only a part of the line. */
  cut: boolean;
}

const WORD = "[\\p{L}\\p{M}\\p{N}_]";

/** A pattern of the server (Rust's) as one of JavaScript; raises what JavaScript does not take. */
export function compiled({ pattern, regex, case: exact, word }: Pattern): RegExp {
  const source = regex ? translated(pattern) : pattern.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const whole = word ? `(?<!${WORD})(?:${source})(?!${WORD})` : source;
  return new RegExp(whole, exact ? "gsu" : "gisu");
}

/** What Rust writes otherwise than JavaScript. */
function translated(pattern: string): string {
  return pattern
    .replace(/\(\?P</g, "(?<")
    .replace(/\\A/g, "^")
    .replace(/\\z/g, "$")
    .replace(/\\h/g, "[0-9A-Fa-f]")
    .replace(/\[\[:(\w+):\]\]/g, (whole, name) => CLASSES[name] ?? whole)
    .replace(/\\([ "'#%&,:;<=>@_`~!-])/g, (_, sign) => (sign === "-" ? "\\-" : sign));
}

const CLASSES: Record<string, string> = {
  alpha: "[A-Za-z]",
  digit: "[0-9]",
  alnum: "[0-9A-Za-z]",
  space: "\\s",
  upper: "[A-Z]",
  lower: "[a-z]",
  word: "\\w",
  punct: "[!-/:-@\\[-`{-~]",
  xdigit: "[0-9A-Fa-f]",
};

/** Whether a replacement takes parts of what was found. */
export const usesGroups = (replacement: string): boolean => /\$(?:\d|&|\{|<)/.test(replacement.replaceAll("$$", ""));

/** A replacement with `$1`, `${name}`, `$&`, `$$` and `\n`, `\t` filled in; plain text is taken as it is. */
export function filled(
  replacement: string,
  match: readonly string[],
  groups: Record<string, string> | undefined,
): string {
  const fill = (whole: string, dollar: string, number: string, name: string, other: string, sign: string) => {
    if (dollar) return "$";
    if (sign) return { n: "\n", t: "\t", r: "\r", "\\": "\\" }[sign] ?? whole;
    const key = number ?? name ?? other;
    if (key === undefined) return match[0] ?? "";
    return (/^\d+$/.test(key) ? match[Number(key)] : groups?.[key]) ?? "";
  };
  return replacement.replace(/(\$\$)|\$(\d{1,2})|\$\{(\w+)\}|\$<(\w+)>|\$&|\\([ntr\\])/g, fill as never);
}

/**
 * What is replaced in a line, or nothing if that can't be said for sure.
 *
 * @param text the whole line as it is now, without its end.
 * @param it what the server found; it must still be so.
 */
export function changesOf(text: string, it: FoundLine, pattern: Pattern, replacement: string): Change[] | undefined {
  if (!it.cut && !isSame(text, it.text)) return undefined;
  const expression = tried(pattern);
  const matches = expression ? [...text.matchAll(expression)] : [];
  const same =
    matches.length > 0 &&
    (it.cut ||
      (matches.length === it.found.length &&
        matches.every(
          (each, n) => each.index === it.found[n]?.[0] && each.index + each[0].length === it.found[n]?.[1],
        )));
  if (same)
    return matches.map((each) => ({
      from: each.index,
      to: each.index + each[0].length,
      insert: pattern.regex ? filled(replacement, each, each.groups) : replacement,
    }));
  if (it.cut || (pattern.regex && usesGroups(replacement))) return undefined;
  return it.found.map(([from, to]) => {
    const insert = pattern.regex ? filled(replacement, [text.slice(from, to)], undefined) : replacement;
    return { from, to, insert };
  });
}

/** Whether a line is as the server showed it; what is no UTF-8 was shown as a replacement character. */
function isSame(text: string, shown: string): boolean {
  if (text === shown || !shown.includes("\ufffd")) return text === shown;
  return text.length === shown.length && [...shown].every((each, n) => each === "\ufffd" || each === text[n]);
}

function tried(pattern: Pattern): RegExp | undefined {
  try {
    return compiled(pattern);
  } catch {
    return undefined;
  }
}

/** A text after changes of some of its lines, or nothing if one of them is not as it was found. */
export function replaced(
  text: string,
  lines: readonly FoundLine[],
  pattern: Pattern,
  replacement: string,
): { text: string; count: number } | undefined {
  const all = text.split("\n");
  let count = 0;
  for (const each of lines) {
    const whole = all[each.line - 1];
    if (whole === undefined) return undefined;
    const end = whole.endsWith("\r") ? "\r" : "";
    const line = end ? whole.slice(0, -1) : whole;
    const changes = changesOf(line, each, pattern, replacement);
    if (!changes) return undefined;
    all[each.line - 1] = applied(line, changes) + end;
    count += changes.length;
  }
  return { text: all.join("\n"), count };
}

/** A line after its changes. */
export function applied(line: string, changes: readonly Change[]): string {
  let text = "";
  let end = 0;
  for (const { from, to, insert } of changes) {
    text += line.slice(end, from) + insert;
    end = to;
  }
  return text + line.slice(end);
}
