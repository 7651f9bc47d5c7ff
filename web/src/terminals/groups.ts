// Which terminals stand side by side: each group is shown whole, one group at a time.

/** The groups in the order of their tabs, the terminal that has the keys, and how wide each is beside its neighbours. */
export interface Arrangement {
  groups: readonly (readonly string[])[];
  active: string;
  shares: Readonly<Record<string, number>>;
}

export const nothing: Arrangement = { groups: [], active: "", shares: {} };

const SMALLEST = 0.15;

/** The arrangement with the terminals that there are: what is gone leaves, what is new gets a group of its own at the end. */
export function arranged(it: Arrangement, ids: readonly string[]): Arrangement {
  const there = new Set(ids);
  const kept = it.groups.map((group) => group.filter((id) => there.has(id))).filter((group) => group.length);
  const known = new Set(kept.flat());
  const groups = [...kept, ...ids.filter((id) => !known.has(id)).map((id) => [id])];
  const active = there.has(it.active) ? it.active : neighbour(it, there, groups);
  const shares = Object.fromEntries(Object.entries(it.shares).filter(([id]) => there.has(id)));
  return { groups, active, shares };
}

/** What is shown after the active one went: beside it, else the tab that takes its place. */
function neighbour(it: Arrangement, there: ReadonlySet<string>, groups: Arrangement["groups"]): string {
  const group = it.groups.find((each) => each.includes(it.active)) ?? [];
  const order = it.groups.flat();
  const at = order.indexOf(it.active);
  const candidates = [...group.toReversed(), ...order.slice(at + 1), ...order.slice(0, Math.max(0, at)).toReversed()];
  return candidates.find((id) => there.has(id)) ?? groups[0]?.[0] ?? "";
}

/** The group in which a terminal stands. */
export const groupOf = (it: Arrangement, id: string): readonly string[] =>
  it.groups.find((group) => group.includes(id)) ?? [];

/** Puts a terminal right beside another, and gives it the keys. */
export function beside(it: Arrangement, id: string, added: string): Arrangement {
  const others = it.groups.map((group) => group.filter((each) => each !== added)).filter((group) => group.length);
  const groups = others.map((group) => group.flatMap((each) => (each === id ? [each, added] : [each])));
  return {
    ...it,
    groups: groups.some((group) => group.includes(added)) ? groups : [...groups, [added]],
    active: added,
  };
}

/** Gives a terminal that stands beside others a group of its own, after theirs. */
export function apart(it: Arrangement, id: string): Arrangement {
  const groups = it.groups.flatMap((group) =>
    group.includes(id) && group.length > 1 ? [group.filter((each) => each !== id), [id]] : [group],
  );
  return { ...it, groups, active: id };
}

/** Puts one terminal where another stood. */
export function replaced(it: Arrangement, id: string, by: string): Arrangement {
  const others = it.groups.map((group) => group.filter((each) => each !== by)).filter((group) => group.length);
  const groups = others.map((group) => group.map((each) => (each === id ? by : each)));
  return { ...it, groups, active: by };
}

/** The terminal that comes `by` tabs after the active one, around the ends. */
export function stepped(it: Arrangement, by: number): string {
  const order = it.groups.flat();
  const at = Math.max(0, order.indexOf(it.active));
  return order.length ? order[(at + by + order.length) % order.length]! : "";
}

/** Moves the border after a terminal by a share of the width of its group. */
export function resized(it: Arrangement, id: string, by: number): Arrangement {
  const group = groupOf(it, id);
  const next = group[group.indexOf(id) + 1];
  if (!next) return it;
  const share = (each: string) => it.shares[each] ?? 1;
  const whole = group.reduce((sum, each) => sum + share(each), 0);
  const both = share(id) + share(next);
  const least = Math.min(whole * SMALLEST, both / 2);
  const mine = Math.min(both - least, Math.max(least, share(id) + by * whole));
  return { ...it, shares: { ...it.shares, [id]: mine, [next]: both - mine } };
}

/** An arrangement as it was kept, whatever became of it there. */
export function revived(text: string | null): Arrangement {
  try {
    const { groups, active, shares } = JSON.parse(text ?? "");
    const ids = (groups as unknown[][]).map((group) => group.map(String)).filter((group) => group.length);
    const numbers = Object.entries(shares as object).filter(([, n]) => Number.isFinite(n) && n > 0);
    return { groups: ids, active: String(active), shares: Object.fromEntries(numbers) };
  } catch {
    return nothing;
  }
}
