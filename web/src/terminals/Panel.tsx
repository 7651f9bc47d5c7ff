import { effect } from "@preact/signals";
import { LoaderCircle, SquareTerminal } from "lucide-preact";
import { Fragment } from "preact";
import { useEffect } from "preact/hooks";
import { chordOf, shown } from "../commands/keys.ts";
import { command } from "../commands/registry.ts";
import { Empty } from "../look/Empty.tsx";
import { Splitter } from "../look/Splitter.tsx";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { newTerminal } from "./actions.ts";
import { resized } from "./groups.ts";
import { KeyRow } from "./KeyRow.tsx";
import { Pane } from "./Pane.tsx";
import { trim } from "./screens.ts";
import { arrangement, failure, known, load, mayType, visible } from "./state.ts";
import { Tabs } from "./Tabs.tsx";
import "./panel.css";

/** All terminals: a tab for each, those side by side that belong together. */
export function Panel() {
  useEffect(() => effect(() => trim(new Set(visible.value.map((each) => each.id)))), []);
  const group = visible.value;
  return (
    <div class="terminals">
      <Tabs />
      {group.length ? (
        <>
          <div class="terminals-side-by-side">
            {group.map((it, at) => (
              <Fragment key={it.id}>
                {at > 0 && <Border left={group[at - 1]!} right={it} />}
                <Pane it={it} share={arrangement.value.shares[it.id] ?? 1} alone={group.length === 1} />
              </Fragment>
            ))}
          </div>
          <KeyRow />
        </>
      ) : (
        <Nothing />
      )}
    </div>
  );
}

function Border({ left, right }: { left: { id: string; name: string }; right: { id: string; name: string } }) {
  const share = (id: string) => arrangement.value.shares[id] ?? 1;
  const move = (pixels: number) => {
    const whole = document.querySelector<HTMLElement>(".terminals-side-by-side")?.clientWidth ?? 1;
    arrangement.value = resized(arrangement.value, left.id, pixels / whole);
  };
  const reset = () => {
    arrangement.value = { ...arrangement.value, shares: {} };
  };
  return (
    <Splitter
      direction="row"
      label={words.terminals.border(left.name, right.name)}
      value={(100 * share(left.id)) / (share(left.id) + share(right.id))}
      min={0}
      max={100}
      onMove={move}
      onReset={reset}
    />
  );
}

/** What stands there when no terminal can be shown, and what can be done. */
function Nothing() {
  const text = words.terminals;
  if (known.value === "loading" && may("terminals:read")) return <Empty icon={LoaderCircle} text={text.loading} />;
  if (known.value === "failed" && may("terminals:read"))
    return (
      <Empty icon={SquareTerminal} text={text.notListed}>
        <button type="button" onClick={() => void load()}>
          {text.again}
        </button>
      </Empty>
    );
  if (!may("terminals:read")) return <Empty icon={SquareTerminal} text={text.noRights} />;
  if (!mayType()) return <Empty icon={SquareTerminal} text={text.noneMayNot} />;
  const create = command("terminals.new");
  return (
    <Empty icon={SquareTerminal} text={failure.value ? `${text.notStarted}. ${failure.value}` : text.noneHow}>
      <button type="button" class="main" data-focus onClick={() => void newTerminal()}>
        {failure.value ? text.again : text.new} {create && <kbd>{shown(chordOf(create))}</kbd>}
      </button>
    </Empty>
  );
}
