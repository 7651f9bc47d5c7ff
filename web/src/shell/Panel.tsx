import { ChevronsDown, ChevronsUp, X } from "lucide-preact";
import { useRef } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { Splitter } from "../look/Splitter.tsx";
import { words } from "../words/index.ts";
import { Guard } from "./Guard.tsx";
import { narrow, panel, showPanel } from "./layout.ts";
import { type PanelTab, panelTabs, ready } from "./views.ts";
import "./panel.css";

const LOWEST = 90;
const USUAL = 264;

const shownTab = (): PanelTab | undefined =>
  panelTabs.value.find((each) => each.id === panel.value.view) ?? panelTabs.value[0];

/** The place below the tabs. What it shows is made once and stays, also while it is hidden. */
export function Panel() {
  const made = useRef(new Set<string>());
  const chosen = shownTab();
  const { open, height, full } = panel.value;
  if (!chosen) return null;
  if (open && ready.value) made.current.add(chosen.id);
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
        {panelTabs.value
          .filter((each) => made.current.has(each.id))
          .map(({ id, View }) => (
            <div key={id} class="panel-view" hidden={id !== chosen.id}>
              <Guard>
                <View />
              </Guard>
            </div>
          ))}
      </section>
    </>
  );
}

/** What the panel can show; stands at the begin of the first line of each of these. */
export function PanelTabs() {
  const tabs = panelTabs.value;
  const chosen = shownTab();
  if (tabs.length < 2) return null;
  const press = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || !chosen) return;
    event.preventDefault();
    panel.value = { ...panel.value, view: tabs.at((tabs.indexOf(chosen) + step) % tabs.length)!.id };
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(".panel-view:not([hidden]) .panel-tab[aria-selected=true]")?.focus(),
    );
  };
  return (
    <div class="panel-tabs" role="tablist" aria-label={words.shell.panel} onKeyDown={press}>
      {tabs.map(({ id, title, icon: Icon, badge }) => (
        <button
          key={id}
          type="button"
          role="tab"
          class="panel-tab"
          aria-selected={id === chosen?.id}
          aria-label={narrow.value ? [title, counted(badge)].join(" ").trim() : undefined}
          tabIndex={id === chosen?.id ? 0 : -1}
          onClick={() => showPanel(true, id)}
        >
          {narrow.value ? <Icon size={16} /> : title}
          {counted(badge) && <span class="panel-badge">{counted(badge)}</span>}
        </button>
      ))}
    </div>
  );
}

/** A number as it stands beside a title; nothing for none. */
const counted = (badge: PanelTab["badge"]): string =>
  !badge || badge.value <= 0 ? "" : badge.value > 99 ? "99+" : String(badge.value);

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
