// What git left of a merge: the text with its marks of conflicts, taken apart. No page, no server.

import type { Piece } from "../editor/difference.ts";

const NEXT = { ours: /^\|{7}( |\r?$)/, theirs: /^={7}\r?$/, end: /^>{7}( |\r?$)/, begin: /^<{7}( |\r?$)/ };

/** The pieces of a text: what each side has between marks, and all else as it stands there, also marks without an end. */
export function marked(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let plain: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const found = NEXT.begin.test(lines[at]!) ? conflict(lines, at) : undefined;
    if (!found) {
      plain.push(lines[at]!);
      continue;
    }
    if (plain.length) pieces.push({ conflict: false, lines: plain });
    plain = [];
    pieces.push({ conflict: true, mine: found.mine, theirs: found.theirs });
    at = found.end;
  }
  if (plain.length) pieces.push({ conflict: false, lines: plain });
  return pieces;
}

/** Both sides of the conflict that begins here, and where it ends. */
function conflict(lines: readonly string[], begin: number) {
  let [base, middle] = [-1, -1];
  for (let at = begin + 1; at < lines.length; at++) {
    const line = lines[at]!;
    if (NEXT.begin.test(line)) return undefined;
    if (middle < 0 && base < 0 && NEXT.ours.test(line)) base = at;
    else if (middle < 0 && NEXT.theirs.test(line)) middle = at;
    else if (middle >= 0 && NEXT.end.test(line))
      return {
        mine: lines.slice(begin + 1, base < 0 ? middle : base),
        theirs: lines.slice(middle + 1, at),
        end: at,
      };
  }
  return undefined;
}
