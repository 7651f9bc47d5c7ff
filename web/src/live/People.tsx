import { words } from "../words/index.ts";
import { initialsOf, nameOf, type Present, peopleAt } from "./presence.ts";
import "./people.css";

const SHOWN = 3;

/** Somebody, as a dot with initials. */
export function Person({ who }: { who: Pick<Present, "user" | "colour" | "state"> }) {
  return (
    <span class={`person person-${who.colour}`} data-state={who.state} aria-hidden="true">
      {initialsOf(who.user)}
    </span>
  );
}

/** One for each person: who has two windows is shown once, as the more awake. */
export function once(all: readonly Present[]): readonly Present[] {
  const found = new Map<string, Present>();
  const rank = { active: 0, idle: 1, away: 2 };
  for (const each of all) {
    const before = found.get(each.user);
    if (!before || rank[each.state] < rank[before.state]) found.set(each.user, each);
  }
  return [...found.values()];
}

/** Who looks at a file, or at something in a folder; nothing if nobody does. */
export function Dots({ path, within }: { path: string; within?: boolean }) {
  const all = once(peopleAt(path, within));
  if (!all.length) return null;
  const names = words.live.looks(all.map((each) => nameOf(each.user)));
  return (
    <span class="people" title={names}>
      {all.slice(0, SHOWN).map((each) => (
        <Person key={each.user} who={each} />
      ))}
      {all.length > SHOWN && <span class="people-more">+{all.length - SHOWN}</span>}
      <span class="unseen">{names}</span>
    </span>
  );
}
