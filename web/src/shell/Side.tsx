import { Splitter } from "../look/Splitter.tsx";
import { words } from "../words/index.ts";
import { Guard } from "./Guard.tsx";
import { hideSide, narrow, side } from "./layout.ts";
import { ready, sideViews } from "./views.ts";
import "./side.css";

const NARROWEST = 180;
const USUAL = 264;

/** The place of the explorer, the search and their like; a drawer on a phone. */
export function Side() {
  const { open, view: id, width } = side.value;
  const view = sideViews.value.find((each) => each.id === id) ?? sideViews.value[0];
  if (!open) return <div class="side-none" />;
  const widest = Math.max(NARROWEST, innerWidth * 0.6);
  const move = (pixels: number) => {
    const next = side.value.width + pixels;
    side.value = { ...side.value, width: Math.round(Math.max(NARROWEST, Math.min(widest, next))) };
  };
  const leave = (event: KeyboardEvent) => narrow.value && event.key === "Escape" && hideSide();
  return (
    <aside
      class="side-place"
      aria-label={view?.title ?? words.shell.side}
      style={{ "--width": `${Math.min(width, widest)}px` }}
      onKeyDown={leave}
    >
      {narrow.value && <div class="side-shade" onClick={hideSide} />}
      <div class="side" data-region="side" tabIndex={-1}>
        {view && ready.value && (
          <Guard key={view.id}>
            <view.View />
          </Guard>
        )}
      </div>
      {!narrow.value && (
        <Splitter
          direction="row"
          label={words.shell.sideWidth}
          value={width}
          min={NARROWEST}
          max={widest}
          onMove={move}
          onReset={() => (side.value = { ...side.value, width: USUAL })}
        />
      )}
    </aside>
  );
}
