import { Users } from "lucide-preact";
import { run } from "../commands/registry.ts";
import { words } from "../words/index.ts";
import { once, Person } from "./People.tsx";
import { nameOf, people } from "./presence.ts";

const SHOWN = 4;

/** Who else is here, in the last line; a click lists them. */
export function Here() {
  const all = once(people.value);
  if (!all.length) return null;
  return (
    <button
      type="button"
      class="status-part status-people"
      data-tip={all.map((each) => nameOf(each.user)).join("; ")}
      aria-label={words.live.here(all.length)}
      onClick={() => void run("live.people")}
    >
      {all.length > SHOWN && <Users size={14} aria-hidden="true" />}
      <span class="people" aria-hidden="true">
        {all.slice(0, SHOWN).map((each) => (
          <Person key={each.user} who={each} />
        ))}
      </span>
      {all.length > SHOWN && <span aria-hidden="true">{all.length}</span>}
    </button>
  );
}
