import { ChevronsDown, ChevronsUp, X } from "lucide-preact";
import { useRef } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { Splitter } from "../look/Splitter.tsx";
import { words } from "../words/index.ts";
import { Guard } from "./Guard.tsx";
import { narrow, panel, showPanel } from "./layout.ts";
import { panelView, ready } from "./views.ts";
import "./panel.css";

const LOWEST = 90;
const USUAL = 264;

/** The place below the tabs. What it shows is made once and stays, also while it is hidden. */
export function Panel() {
  const made = useRef(false);
  const View = panelView.value;
  const { open, height, full } = panel.value;
  made.current ||= open && ready.value;
  if (!View) return null;
  const highest = Math.max(LOWEST, innerHeight * 0.8);
  const move = (pixels: number) => {
    const next = panel.value.height - pixels;
    panel.value = { ...panel.value, height: Math.round(Math.max(LOWEST, Math.min(highest, next))) };
  };
  const large = full || narrow.value;
  return (
    <>
      {open && !large && (
        <Splitter
          direction="column"
          label={words.shell.panelHeight}
          value={height}
          min={LOWEST}
          max={highest}
          onMove={move}
          onReset={() => (panel.value = { ...panel.value, height: USUAL })}
        />
      )}
      <section
        class="panel sheet"
        data-region="panel"
        data-full={large || undefined}
        aria-label={words.shell.panel}
        tabIndex={-1}
        hidden={!open}
        style={large ? undefined : { height: Math.min(height, highest) }}
      >
        {made.current && (
          <Guard>
            <View />
          </Guard>
        )}
      </section>
    </>
  );
}

/** Makes the panel large or closes it; what stands in the panel puts these at the end of its first line. */
export function PanelActs() {
  const { full } = panel.value;
  return (
    <>
      {!narrow.value && (
        <IconButton
          icon={full ? ChevronsDown : ChevronsUp}
          title={full ? words.shell.restorePanel : words.shell.maximise}
          command="shell.maximisePanel"
        />
      )}
      <IconButton
        icon={X}
        title={words.shell.closePanel}
        command="shell.togglePanel"
        onClick={() => showPanel(false)}
      />
    </>
  );
}
