import type { ComponentChildren } from "preact";
import { fail } from "../notices/notices.ts";
import { link } from "../server.ts";
import { words } from "../words/index.ts";
import { closeTerminal, restart } from "./actions.ts";
import type { Screen } from "./screen.ts";
import { mayType, otherOn, type Shown } from "./state.ts";
import "./bar.css";

/** A line below a terminal that says why keys do not reach its program, and what can be done. */
export function Bar({ it, screen }: { it: Shown; screen: Screen | undefined }) {
  const text = words.terminals;
  const unsent = screen?.unsent.value ?? 0;
  const dropped = unsent > 0 && <strong key={unsent}>{text.unsent(unsent)}</strong>;
  const other = otherOn(it);
  if (it.gone)
    return (
      <Line kind="over" says={goneText(it.gone.by)}>
        <Ended it={it} />
      </Line>
    );
  if (it.state === "exited")
    return (
      <Line kind={it.exit?.code === 0 ? "over" : "bad"} says={endedText(it)}>
        <Ended it={it} />
      </Line>
    );
  if (link.value === "lost")
    return (
      <Line kind="lost" says={text.lost}>
        {dropped}
      </Line>
    );
  if (!mayType()) return <Line kind="over" says={text.readOnly} />;
  if (!other) return null;
  return (
    <Line kind="taken" says={text.typesHere(other)}>
      {dropped}
      <button type="button" onClick={() => void screen?.takeOver()}>
        {text.takeOver}
      </button>
    </Line>
  );
}

function Line({ kind, says, children }: { kind: string; says: string; children?: ComponentChildren }) {
  return (
    <div class="terminal-bar" data-kind={kind}>
      <p role="status">{says}</p>
      {children}
    </div>
  );
}

function Ended({ it }: { it: Shown }) {
  if (!mayType()) return null;
  return (
    <>
      <button type="button" onClick={() => void restart(it.id).catch(fail)}>
        {words.terminals.restart}
      </button>
      <button type="button" class="bare" onClick={() => void closeTerminal(it.id).catch(fail)}>
        {words.terminals.remove}
      </button>
    </>
  );
}

function endedText({ exit }: Shown): string {
  if (exit?.signal) return words.terminals.endedBy(exit.signal);
  if (exit?.code == null) return words.terminals.endedSomehow;
  return exit.code ? words.terminals.endedWith(exit.code) : words.terminals.endedWell;
}

function goneText(by: string): string {
  if (by === "?") return words.terminals.gone;
  return by ? words.terminals.goneBy(by) : words.terminals.goneByServer;
}
