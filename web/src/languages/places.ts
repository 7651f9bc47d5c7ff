// Where something is in a text: the server counts lines and columns from 1, columns in characters; an editor counts
// units of UTF-16 from the begin.

import type { Text } from "@codemirror/state";
import type { Range } from "../rpc.gen.ts";

/** A place as the server counts it. */
export interface Spot {
  line: number;
  column: number;
}

/** A place of an editor, as the server counts it. */
export function spotOf(doc: Text, position: number): Spot {
  const line = doc.lineAt(position);
  return { line: line.number, column: characters(line.text.slice(0, position - line.from)) + 1 };
}

/** A place of the server in an editor; what is beyond the text becomes its nearest part. */
export function positionOf(doc: Text, { line, column }: Spot): number {
  if (line > doc.lines) return doc.length;
  const it = doc.line(Math.max(1, line));
  return it.from + units(it.text, column - 1);
}

/** A range of the server in an editor. */
export function rangeOf(doc: Text, range: Range): { from: number; to: number } {
  const from = positionOf(doc, range);
  return { from, to: Math.max(from, positionOf(doc, { line: range.end_line, column: range.end_column })) };
}

/** How many characters a text has; one beyond the basic plane has two units. */
export function characters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) count++;
  return count;
}

/** How many units the first characters of a text have. */
export function units(text: string, count: number): number {
  let at = 0;
  for (let n = 0; n < count && at < text.length; n++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}
