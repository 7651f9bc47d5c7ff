// Where something was found in a line, for drawing.

/** A piece of a line: found or not. */
export interface Piece {
  text: string;
  found: boolean;
  /** Where it begins in the line, in UTF-16 units. */
  from: number;
}

/** Characters as the server counts them (code points), as places in a JavaScript string. */
export function places(text: string, spans: readonly (readonly [number, number])[]): [number, number][] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters of one unit
  if (/^[\x00-\ud7ff]*$/.test(text))
    return spans.map(([from, to]) => [Math.min(from, text.length), Math.min(to, text.length)]);
  const units = [0];
  for (const each of text) units.push((units.at(-1) ?? 0) + each.length);
  const at = (place: number) => units[place] ?? text.length;
  return spans.map(([from, to]) => [at(from), at(to)]);
}

/** A line in pieces, without the blanks it begins with; of a long beginning only what is near the first find. */
export function pieces(text: string, found: readonly (readonly [number, number])[], before = 26): Piece[] {
  const blanks = text.length - text.trimStart().length;
  const first = found[0]?.[0] ?? 0;
  let end = Math.min(blanks, first);
  const far = first - end > before;
  if (far) end = wordBefore(text, first - before, first);
  const all: Piece[] = far ? [{ text: "…", found: false, from: end }] : [];
  for (const [from, to] of found) {
    if (from > end) all.push({ text: text.slice(end, from), found: false, from: end });
    all.push({ text: text.slice(from, to), found: true, from });
    end = Math.max(end, to);
  }
  if (end < text.length) all.push({ text: text.slice(end), found: false, from: end });
  return all;
}

function wordBefore(text: string, from: number, to: number): number {
  const blank = text.indexOf(" ", from);
  if (blank >= 0 && blank < to - 1) return blank + 1;
  return /[\udc00-\udfff]/.test(text[from] ?? "") ? from + 1 : from;
}
