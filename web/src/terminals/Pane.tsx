import { useEffect, useRef, useState } from "preact/hooks";
import { shown } from "../commands/keys.ts";
import { openMenu } from "../look/Menu.tsx";
import { isAsked } from "../shell/focus.ts";
import { panel } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { finding, wanted } from "./actions.ts";
import { Bar } from "./Bar.tsx";
import { Find } from "./Find.tsx";
import type { Screen } from "./screen.ts";
import { screenOf } from "./screens.ts";
import { arrangement, type Shown } from "./state.ts";
import { nameOf } from "./Tabs.tsx";
import "./pane.css";

/** One terminal: what it shows, and what there is to say of it. */
export function Pane({ it, share, alone }: { it: Shown; share: number; alone: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Screen>();
  const open = panel.value.open;
  const chosen = arrangement.value.active === it.id;
  useEffect(() => {
    let left = false;
    let drawn: Screen | undefined;
    if (open)
      void screenOf(it.id).then((loaded) => {
        if (left || !box.current) return;
        drawn = loaded;
        drawn.show(box.current);
        setScreen(drawn);
      });
    return () => {
      left = true;
      drawn?.hide();
      setScreen(undefined);
    };
  }, [it.id, open]);
  useEffect(() => void screen?.term.textarea?.toggleAttribute("data-focus", chosen), [screen, chosen]);
  useEffect(() => {
    if (!screen || wanted.value !== it.id) return;
    wanted.value = "";
    if (!isAsked()) screen.focus();
  }, [screen, wanted.value]);
  const activate = () => {
    if (!chosen) arrangement.value = { ...arrangement.value, active: it.id };
  };
  return (
    <section
      class="terminal-pane"
      aria-label={nameOf(it)}
      data-chosen={(chosen && !alone) || undefined}
      style={{ flexGrow: share }}
      onFocusIn={activate}
    >
      <div
        ref={box}
        class="terminal-box"
        data-place="terminal"
        onContextMenu={(event) => screen && menu(event, screen)}
        onPointerDown={activate}
      />
      {(screen?.phase.value ?? "loading") === "loading" && (
        <p class="terminal-opening soft">{words.terminals.opening}</p>
      )}
      {screen && finding.value === it.id && <Find screen={screen} />}
      {screen?.onLink.value && (
        <p class="terminal-hint">
          {matchMedia("(pointer: coarse)").matches ? words.terminals.tapLink : words.terminals.openLink(shown("Mod"))}
        </p>
      )}
      <Bar it={it} screen={screen} />
    </section>
  );
}

/** What can be done here; a program that takes the mouse gets the right button too, unless Shift is held. */
function menu(event: MouseEvent, screen: Screen): void {
  event.preventDefault();
  if (screen.term.modes.mouseTrackingMode !== "none" && !event.shiftKey) return;
  const text = words.terminals;
  openMenu(event.clientX, event.clientY, [
    { title: text.copy, off: !screen.term.hasSelection(), run: () => void screen.clipboard.copy() },
    { title: text.paste, run: () => void screen.clipboard.fetch() },
    { title: text.selectAll, run: () => screen.term.selectAll() },
    "-",
    "terminals.find",
    "terminals.clear",
    "-",
    "terminals.split",
    "terminals.rename",
    "terminals.close",
  ]);
}
