import { ChevronLeft, ChevronRight, History as Icon, RotateCcw, Unplug } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { later } from "../look/later.tsx";
import { fail } from "../notices/notices.ts";
import { may } from "../server.ts";
import { focusLate } from "../shell/focus.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { restore } from "./acting.tsx";
import { nameOf, whenOf, whoOf } from "./telling.ts";
import { type Versions, versionsAt } from "./versions.ts";
import "./history.css";

const Compare = later(async () => (await import("../compare/Compare.tsx")).default);

/** The versions of a file, on a slider, beside what it is now. */
export default function History({ tab }: { tab: Tab }) {
  const it = versionsAt(tab.key);
  useEffect(() => it.begin(), [it]);
  return (
    <div class="history" data-place="history">
      {it.moment.value ? <Body it={it} /> : <Without it={it} />}
    </div>
  );
}

function Without({ it }: { it: Versions }) {
  if (it.trouble.value)
    return (
      <Empty icon={Unplug} text={it.trouble.value}>
        <button type="button" data-focus onClick={() => void it.ask()}>
          {words.timeline.again}
        </button>
      </Empty>
    );
  if (it.all.value) return <Empty icon={Icon} text={words.timeline.emptyFile(nameOf(it.path))} />;
  return (
    <div class="history-wait busy" role="status">
      {words.timeline.waiting}
    </div>
  );
}

function Body({ it }: { it: Versions }) {
  const moment = it.moment.value!;
  const when = whenOf(moment.time, true);
  return (
    <>
      <header class="history-head">
        <Slider it={it} />
        <p>
          <strong>{words.timeline.version(it.index.value + 1, it.all.value!.length)}</strong>
          {` · ${when} · ${whoOf(moment)} · ${words.timeline.change[moment.change]}`}
        </p>
        <fieldset class="history-against">
          <legend>{words.timeline.against}</legend>
          {(["now", "before"] as const).map((each) => (
            <button
              key={each}
              type="button"
              class="bare"
              aria-pressed={it.against.value === each}
              onClick={() => it.compare(each)}
            >
              {each === "now" ? words.timeline.withNow : words.timeline.withBefore}
            </button>
          ))}
        </fieldset>
        {may("files:write") && (
          <button
            type="button"
            class="history-back"
            onClick={() => void restore(moment.id, when, moment.path).catch(fail)}
          >
            <RotateCcw size={14} />
            {words.timeline.restoreFileHere}
          </button>
        )}
      </header>
      <Sides it={it} />
    </>
  );
}

function Slider({ it }: { it: Versions }) {
  const slider = useRef<HTMLInputElement>(null);
  useEffect(() => focusLate(slider.current ?? undefined), []);
  const all = it.all.value!;
  const at = it.index.value;
  const moment = all[at]!;
  return (
    <div class="history-slider">
      <IconButton icon={ChevronLeft} title={words.timeline.older} disabled={at <= 0} onClick={() => it.go(at - 1)} />
      <input
        ref={slider}
        type="range"
        data-focus
        min={1}
        max={all.length}
        step={1}
        value={at + 1}
        disabled={all.length < 2}
        aria-label={words.timeline.versions}
        aria-valuetext={words.timeline.versionIs(at + 1, all.length, whenOf(moment.time, true), whoOf(moment))}
        onInput={(event) => it.go(Number(event.currentTarget.value) - 1)}
      />
      <IconButton
        icon={ChevronRight}
        title={words.timeline.newer}
        disabled={at >= all.length - 1}
        onClick={() => it.go(at + 1)}
      />
    </div>
  );
}

function Sides({ it }: { it: Versions }) {
  const sides = it.sides.value;
  const moment = it.moment.value!;
  if (!sides) return <div class="history-wait busy" />;
  const [before, after] = sides;
  const bad = [before, after].find((each) => each.text === null);
  if (bad)
    return <p class="history-note">{bad.lacks === "not kept" ? words.timeline.notKept : words.timeline.noText}</p>;
  const version = words.timeline.versionOf(whenOf(moment.time, true));
  const older = it.against.value === "before";
  const first = it.index.value === 0 ? words.timeline.noneBefore : words.timeline.withBefore;
  return (
    <>
      {moment.change === "deleted" && <p class="history-gone">{words.timeline.gone}</p>}
      {before.text === after.text && <p class="history-gone">{words.timeline.same}</p>}
      <Compare
        path={it.path}
        before={before.text!}
        after={after.text!}
        titles={older ? [first, version] : [version, words.timeline.isNow]}
      />
    </>
  );
}
