// How well something fits what was typed, and which of its letters fit.

/** A fit: the higher the score, the better; `at` are the places of the letters that fit, in order. */
export interface Fit {
  score: number;
  at: readonly number[];
}

const NOTHING: Fit = { score: 0, at: [] };

/** How a text fits what was typed: each word of it must be there, as a piece or as letters in order. */
export function fit(query: string, text: string): Fit | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return NOTHING;
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return lower.includes(words.join(" ")) ? NOTHING : undefined;
  let score = 0;
  const at = new Set<number>();
  for (const word of words) {
    const found = piece(word, text, lower) ?? letters(word, text, lower);
    if (!found) return undefined;
    score += found.score;
    for (const place of found.at) at.add(place);
  }
  return { score: score - text.length / 100, at: [...at].sort((a, b) => a - b) };
}

const begins = (text: string, place: number): boolean =>
  place === 0 ||
  /[^\p{L}\p{N}]/u.test(text[place - 1] ?? "") ||
  (/\p{Lu}/u.test(text[place] ?? "") && /\p{Ll}/u.test(text[place - 1] ?? ""));

function piece(word: string, text: string, lower: string): Fit | undefined {
  let best = -1;
  for (let place = lower.indexOf(word); place >= 0; place = lower.indexOf(word, place + 1)) {
    if (best < 0) best = place;
    if (begins(text, place)) {
      best = place;
      break;
    }
  }
  if (best < 0) return undefined;
  const at = Array.from(word, (_, index) => best + index);
  return { score: (begins(text, best) ? 60 : 40) + (best === 0 ? 20 : 0), at };
}

/** Letters in order; each that begins a word or follows the one before counts more. */
function letters(word: string, text: string, lower: string): Fit | undefined {
  const at: number[] = [];
  let score = 0;
  for (const letter of word) {
    const from = (at.at(-1) ?? -1) + 1;
    let place = lower.indexOf(letter, from);
    if (place < 0) return undefined;
    if (place !== from || from === 0)
      for (let other = place; other >= 0; other = lower.indexOf(letter, other + 1))
        if (begins(text, other) && rest(word, at.length + 1, lower, other)) {
          place = other;
          break;
        }
    score += begins(text, place) ? 5 : place === from ? 3 : 0;
    at.push(place);
  }
  return { score, at };
}

/** Whether the letters from one on still follow a place in order. */
function rest(word: string, from: number, lower: string, place: number): boolean {
  for (let index = from; index < word.length; index++) {
    place = lower.indexOf(word[index] ?? "", place + 1);
    if (place < 0) return false;
  }
  return true;
}

/** A text in pieces, by turns not marked and marked, beginning with one that is not. */
export function pieces(text: string, at: readonly number[]): string[] {
  const found: string[] = [];
  let end = 0;
  for (let index = 0; index < at.length; ) {
    const begin = at[index] ?? 0;
    let after = begin;
    while (index < at.length && at[index] === after) index++, after++;
    found.push(text.slice(end, begin), text.slice(begin, after));
    end = after;
  }
  return [...found, text.slice(end)];
}
