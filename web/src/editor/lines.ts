// How a text's lines end and how they are indented, as found.

import type { Text } from "@codemirror/state";

/** What ends a text's lines; `mixed` is kept character by character. */
export type Ending = "\n" | "\r\n" | "\r" | "mixed";

/** How a text is indented: the unit is one tab or some spaces; `size` is how wide a tab is. */
export interface Indent {
  unit: string;
  size: number;
}

const LOOKED_AT = 2_000;

function times(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count++;
  return count;
}

/** What ends the lines of a text; a text of one line gets `\n`. */
export function endingOf(text: string): Ending {
  if (!text.includes("\r")) return "\n";
  const both = times(text, "\r\n");
  const feeds = times(text, "\n") - both;
  const returns = times(text, "\r") - both;
  if (!feeds && !returns) return "\r\n";
  return feeds || both ? "mixed" : "\r";
}

/** The lines of a text; of a mixed one, what ends in `\r` keeps it. */
export const linesOf = (text: string, ending: Ending): string[] => text.split(ending === "mixed" ? "\n" : ending);

/** What joins lines to the text that they were. */
export const joinOf = (ending: Ending): string => (ending === "mixed" ? "\n" : ending);

/** How wide the deepest common step of indentation is, by votes of neighbouring lines; `otherwise` if nothing is indented. */
export function indentOf(lines: Iterable<string>, otherwise: Indent): Indent {
  const votes = new Map<number, number>();
  let tabs = 0;
  let spaces = 0;
  let before = 0;
  let looked = 0;
  for (const line of lines) {
    if (++looked > LOOKED_AT) break;
    const lead = /^[ \t]*(?=[^ \t*])/.exec(line.slice(0, 200))?.[0];
    if (lead === undefined) continue;
    if (lead.startsWith("\t")) tabs++;
    else if (lead.length > 1) spaces++;
    const step = Math.abs(lead.length - before);
    before = lead.length;
    if (!lead.includes("\t") && step >= 2 && step <= 8) votes.set(step, (votes.get(step) ?? 0) + 1);
  }
  if (!tabs && !spaces) return otherwise;
  if (tabs >= spaces) return { unit: "\t", size: otherwise.size };
  const [step] = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [otherwise.size];
  return { unit: " ".repeat(step), size: step };
}

/** Whether a text has a line that is too long to be coloured. */
export const longestLine = (lines: Iterable<string>): number => {
  let longest = 0;
  for (const line of lines) longest = Math.max(longest, line.length);
  return longest;
};

/** What makes each `\r` of a mixed text the end of a line, or takes it away where a `\n` follows it. */
export function unmixed(doc: Text): { from: number; to: number; insert: string }[] {
  const changes = [];
  let from = 0;
  for (const line of doc.iterLines()) {
    const followed = from + line.length < doc.length;
    for (let at = line.indexOf("\r"); at >= 0; at = line.indexOf("\r", at + 1))
      changes.push({ from: from + at, to: from + at + 1, insert: followed && at === line.length - 1 ? "" : "\n" });
    from += line.length + 1;
  }
  return changes;
}
