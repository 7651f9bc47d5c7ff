import { useEffect, useState } from "preact/hooks";
import { words } from "../words/index.ts";
import { activeScreen } from "./actions.ts";
import { held, hold } from "./keyrow.ts";
import { active, open } from "./state.ts";
import "./keyrow.css";

const COARSE = matchMedia("(pointer: coarse)");
const KEYS = ["Escape", "Tab", "Control", "Alt", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
const MORE = ["|", "/", "-", "~", "Home", "End", "PageUp", "PageDown"];

/** The keys that a keyboard on glass has not; shown where fingers point. */
export function KeyRow() {
  const [coarse, setCoarse] = useState(COARSE.matches);
  useEffect(() => {
    const changed = () => setCoarse(COARSE.matches);
    COARSE.addEventListener("change", changed);
    return () => COARSE.removeEventListener("change", changed);
  }, []);
  if (!coarse || !open(active.value)) return null;
  return (
    <div class="terminal-keys" role="toolbar" aria-label={words.terminals.keys}>
      {KEYS.map((key) => (
        <Key key={key} name={key} />
      ))}
      {MORE.map((key) => (
        <Key key={key} name={key} />
      ))}
      <button type="button" onPointerDown={stay} onClick={() => void activeScreen()?.clipboard.fetch()}>
        {words.terminals.paste}
      </button>
    </div>
  );
}

function Key({ name }: { name: string }) {
  const modifier = { Control: "ctrl", Alt: "alt" }[name] as "ctrl" | "alt" | undefined;
  const said = words.terminals.keySaid[name];
  const shown = words.terminals.keyNames[name] ?? name;
  return (
    <button
      type="button"
      aria-pressed={modifier && held.value[modifier]}
      onPointerDown={stay}
      onClick={() => (modifier ? hold(modifier) : activeScreen()?.press(name))}
    >
      {said ? <span aria-hidden="true">{shown}</span> : shown}
      {said && <span class="unseen">{said}</span>}
    </button>
  );
}

/** The keyboard on glass stays open, as the focus stays in the terminal. */
const stay = (event: PointerEvent) => event.preventDefault();
