// Items in the order in which they fit what was typed.

import { fit } from "./fuzzy.ts";
import type { PickItem } from "./pick.ts";

/** An item with the letters of it that fit. */
export interface Ranked<T> {
  item: T;
  title: readonly number[];
  note: readonly number[];
}

const ALSO = 30;
/** A word that is there in one piece scores more. */
const WHOLE = 35;

/**
 * Those that fit, best first; with nothing typed all, with what was picked lately first.
 *
 * @param lately ids of what was picked, the last one first.
 * @param heading what stands over those.
 */
export function ranked<T extends PickItem>(
  items: readonly T[],
  query: string,
  lately: readonly string[],
  heading: string,
): Ranked<T>[] {
  const place = new Map(lately.map((id, index) => [id, index]));
  if (!query.trim()) {
    const order = (it: T) => place.get(it.id) ?? Infinity;
    const first = items.filter((each) => place.has(each.id)).sort((a, b) => order(a) - order(b));
    const others = items.filter((each) => !place.has(each.id));
    return [...first.map((each) => ({ ...each, group: heading })), ...others].map((item) => ({
      item,
      title: [],
      note: [],
    }));
  }
  const found: (Ranked<T> & { score: number })[] = [];
  for (const item of items) {
    const it = either(item, query);
    const bonus = place.has(item.id) ? 4 : 0;
    if (it)
      found.push({
        item: { ...item, group: "" },
        title: it.title,
        note: it.note,
        score: it.score + bonus + (item.weight ?? 0),
      });
  }
  return found.sort((a, b) => b.score - a.score);
}

/** Marks the letters of files, whose order is settled already; `note` is a file's folder. */
export function marked<T extends PickItem>(items: readonly T[], query: string): Ranked<T>[] {
  return items.map((item) => {
    const it = fit(query, item.title);
    if (it) return { item, title: it.at, note: [] };
    const folder = item.note ?? "";
    const path = fit(query, `${folder}/${item.title}`)?.at ?? [];
    const title = path.filter((each) => each > folder.length).map((each) => each - folder.length - 1);
    return { item, title, note: path.filter((each) => each < folder.length) };
  });
}

/** How the title fits, or pieces of the note do. */
function either(item: PickItem, query: string): (Omit<Ranked<unknown>, "item"> & { score: number }) | undefined {
  const title = fit(query, item.title);
  if (title) return { score: title.score + ALSO, title: title.at, note: [] };
  const note = item.note === undefined ? undefined : fit(query, item.note);
  const whole = query.trim().split(/\s+/).length * WHOLE;
  return note && note.score > whole ? { score: note.score - ALSO, title: [], note: note.at } : undefined;
}
