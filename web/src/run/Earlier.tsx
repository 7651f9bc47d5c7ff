import { CircleAlert, CircleCheck, LoaderCircle } from "lucide-preact";
import type { Run } from "../rpc.gen.ts";
import { welcome } from "../server.ts";
import { narrow } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { howOf, saidOf } from "./State.tsx";
import { history, historyShown, look, nameOf, shown } from "./state.ts";

const ICONS = { runs: LoaderCircle, good: CircleCheck, bad: CircleAlert };

/** What was run before; choosing one shows what it printed. */
export function Earlier() {
  const all = history.value;
  return (
    <section class="run-earlier" aria-label={words.run.history} aria-busy={!all}>
      {all?.length === 0 && <p class="run-note">{words.run.noHistory}</p>}
      <ul>
        {all?.map((run) => (
          <One key={run.id} run={run} />
        ))}
      </ul>
    </section>
  );
}

function One({ run }: { run: Run }) {
  const how = howOf(run);
  const Icon = ICONS[how];
  const choose = () => {
    if (narrow.value) historyShown.value = false;
    void look(run);
  };
  const time = new Date(run.started * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const who = run.owner === welcome.value?.caller ? "" : words.run.by(run.owner);
  return (
    <li>
      <button
        type="button"
        class="bare run-one"
        data-how={how}
        aria-current={shown.value?.run.id === run.id || undefined}
        onClick={choose}
      >
        <Icon size={14} aria-hidden="true" />
        <span class="run-name">{nameOf(run)}</span>
        <span class="run-facts">{[time, saidOf(run), who].filter(Boolean).join(" · ")}</span>
      </button>
    </li>
  );
}
