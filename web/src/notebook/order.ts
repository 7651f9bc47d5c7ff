// Keys that say in which order cells stand: between any two there is room for one more. As on the server (order.py).

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ALL = DIGITS.length;

const digit = (key: string, at: number): number => Math.max(0, DIGITS.indexOf(key[at] ?? "0"));

/** A key that sorts after one and before another; an empty one is the begin or the end. */
export function between(before: string, after: string): string {
  if (!before && !after) return DIGITS[ALL / 2]!;
  let made = "";
  let bounded = after !== "";
  for (let at = 0; at <= before.length + after.length; at++) {
    const low = digit(before, at);
    const high = bounded ? digit(after, at) : ALL;
    if (high - low > 1) return made + DIGITS[after ? (before ? (low + high) >> 1 : high - 1) : low + 1];
    made += DIGITS[low];
    bounded &&= high === low;
  }
  return made + DIGITS[ALL / 2];
}

/** The same with an end of its own, so that two who put something in the same place at once do not make the same key. */
export function placed(before: string, after: string): string {
  const [one, two] = crypto.getRandomValues(new Uint8Array(2));
  return between(before, after) + DIGITS[1 + (one! % (ALL - 1))] + DIGITS[1 + (two! % (ALL - 1))];
}

/** How two places compare: by their codes, as the server compares them. */
export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
