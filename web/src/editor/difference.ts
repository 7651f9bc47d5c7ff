// What differs between texts: the least change that makes one into another, and what two made of a third.

import { diff } from "@codemirror/merge";
import { type ChangeSpec, Text } from "@codemirror/state";

/** Lines `from`..`to` of one text stand where lines `at`..`end` of the other stand. */
interface Hunk {
  from: number;
  to: number;
  at: number;
  end: number;
}

const TIME = 200;
const FINE = 5_000;
const FIRST_SURROGATE = 0xd800;
const CODES = 0xf000;

/** The hunks by which two lists of lines differ. */
export function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (before.length === after.length && start === before.length) return [];
  const old = before.slice(start, before.length - tail);
  const young = after.slice(start, after.length - tail);
  const whole = { from: start, to: before.length - tail, at: start, end: after.length - tail };
  const codes = new Map<string, string>();
  const coded = (lines: readonly string[]) => lines.map((line) => codeOf(line, codes)).join("");
  const [a, b] = [coded(old), coded(young)];
  if (codes.size >= CODES || !a || !b) return [whole];
  return diff(a, b, { timeout: TIME }).map((each) => ({
    from: start + each.fromA,
    to: start + each.toA,
    at: start + each.fromB,
    end: start + each.toB,
  }));
}

/** One character for each different line, so that lines are compared as fast as characters; none of them is half of a pair. */
function codeOf(line: string, codes: Map<string, string>): string {
  let code = codes.get(line);
  if (code === undefined) {
    const number = codes.size + 1;
    code = String.fromCharCode(number < FIRST_SURROGATE ? number : number + 0x800);
    codes.set(line, code);
  }
  return code;
}

const lines = (text: Text): string[] => [...text.iterLines()];

/** The changes that make `before` into `after` and leave alone what is the same, to the character where that is cheap. */
export function changesBetween(before: Text, after: Text): ChangeSpec[] {
  return hunksOf(lines(before), lines(after)).flatMap((hunk) => {
    const last = hunk.to === before.lines;
    const whole = last && (hunk.from === 0 || hunk.at === 0);
    const [from, to] = placeOf(before, whole ? 0 : hunk.from, hunk.to, last);
    const [at, end] = placeOf(after, whole ? 0 : hunk.at, hunk.end, last);
    const old = before.sliceString(from, to);
    const young = after.sliceString(at, end);
    if (old.length > FINE || young.length > FINE) return [{ from, to, insert: Text.of(young.split("\n")) }];
    return diff(old, young, { timeout: TIME }).map((each) => ({
      from: from + each.fromA,
      to: from + each.toA,
      insert: Text.of(young.slice(each.fromB, each.toB).split("\n")),
    }));
  });
}

/** Where the lines `from`..`to` (counted from 0, without `to`) stand; the last ones go with the break before them. */
function placeOf(text: Text, from: number, to: number, last: boolean): [number, number] {
  if (last) return [from ? text.line(from).to : 0, text.length];
  return [text.line(from + 1).from, text.line(to + 1).from];
}

/** A part of what two made of one text: settled lines, or what each of them has there. */
export type Piece = { conflict: false; lines: string[] } | { conflict: true; mine: string[]; theirs: string[] };

/** Merges what two made of `base`; where both changed the same lines differently, there is a conflict. */
export function merged(base: readonly string[], mine: readonly string[], theirs: readonly string[]): Piece[] {
  const ours = hunksOf(base, mine);
  const others = hunksOf(base, theirs);
  const pieces: Piece[] = [];
  const put = (lines: readonly string[]) => lines.length && pieces.push({ conflict: false, lines: [...lines] });
  let [done, movedOurs, movedOthers] = [0, 0, 0];
  while (ours.length || others.length) {
    const low = Math.min(ours[0]?.from ?? Infinity, others[0]?.from ?? Infinity);
    let high = low;
    const [one, two]: [Hunk[], Hunk[]] = [[], []];
    for (let more = true; more; ) {
      more = false;
      for (const [from, into] of [[ours, one] as const, [others, two] as const])
        while (from[0] && from[0].from <= high) {
          high = Math.max(high, from[0].to);
          into.push(from.shift()!);
          more = true;
        }
    }
    put(base.slice(done, low));
    const [startOurs, startOthers] = [low + movedOurs, low + movedOthers];
    movedOurs += grown(one);
    movedOthers += grown(two);
    const left = mine.slice(startOurs, high + movedOurs);
    const right = theirs.slice(startOthers, high + movedOthers);
    if (!two.length || same(left, right)) put(left);
    else if (!one.length) put(right);
    else pieces.push({ conflict: true, mine: left, theirs: right });
    done = high;
  }
  put(base.slice(done));
  return pieces;
}

const grown = (hunks: readonly Hunk[]): number =>
  hunks.reduce((sum, each) => sum + (each.end - each.at) - (each.to - each.from), 0);

const same = (one: readonly string[], two: readonly string[]): boolean =>
  one.length === two.length && one.every((line, at) => line === two[at]);
