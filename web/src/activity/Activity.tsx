import type { ComponentType } from "preact";
import { SideHead } from "../look/SideHead.tsx";
import { words } from "../words/index.ts";
import { Clients } from "./Clients.tsx";
import { Events } from "./Events.tsx";
import { Health } from "./Health.tsx";
import { ill } from "./health.ts";
import { type Part, part } from "./parts.ts";
import { Tasks } from "./Tasks.tsx";
import { tasks } from "./tasks.ts";
import "./activity.css";

const PARTS: readonly { id: Part; View: ComponentType }[] = [
  { id: "events", View: Events },
  { id: "tasks", View: Tasks },
  { id: "clients", View: Clients },
  { id: "health", View: Health },
];

/** What happens here: events, what is under way, who is connected, how the server is. */
export function Activity() {
  const { View } = PARTS.find((each) => each.id === part.value) ?? PARTS[0]!;
  const press = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = PARTS.findIndex((each) => each.id === part.value);
    part.value = PARTS[(at + step + PARTS.length) % PARTS.length]!.id;
    event.preventDefault();
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#activity-${part.value}`)?.focus();
  };
  return (
    <div class="activity">
      <SideHead title={words.activity.title} />
      <div class="activity-parts" role="tablist" aria-label={words.activity.views} onKeyDown={press}>
        {PARTS.map(({ id }) => (
          <button
            key={id}
            id={`activity-${id}`}
            type="button"
            class="bare"
            role="tab"
            aria-selected={part.value === id}
            aria-controls="activity-part"
            tabIndex={part.value === id ? 0 : -1}
            data-focus={part.value === id || undefined}
            onClick={() => (part.value = id)}
          >
            {words.activity[id]}
            <Mark id={id} />
          </button>
        ))}
      </div>
      <div
        id="activity-part"
        class="activity-part"
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        aria-labelledby={`activity-${part.value}`}
      >
        <View />
      </div>
    </div>
  );
}

/** A number on a part's name: what runs there, what needs a person. */
function Mark({ id }: { id: Part }) {
  const running = tasks.value.filter((each) => each.state === "running").length;
  const count = { tasks: running, health: ill.value, events: 0, clients: 0 }[id];
  return count > 0 ? <span class={`activity-mark ${id}`}>{count}</span> : null;
}
