import { useSignal } from "@preact/signals";
import { RotateCcw, SlidersHorizontal } from "lucide-preact";
import { useRef } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { fail } from "../notices/notices.ts";
import { choose, mayChoose, preferences } from "../preferences.ts";
import type { Preference } from "../rpc.gen.ts";
import { link } from "../server.ts";
import { words } from "../words/index.ts";
import "./view.css";

const text = words.preferences;
type Level = "person" | "workspace";

interface Schema {
  type?: string;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
}

/** All preferences by section, for this person or for everybody in the workspace. */
export function View() {
  const level = useSignal<Level>("person");
  const all = preferences.value;
  const sections = [...new Set(all.map((each) => each.name.split(".")[0] ?? ""))];
  if (!all.length)
    return <Empty icon={SlidersHorizontal} text={link.value === "live" ? text.loading : text.unconnected} />;
  return (
    <div class="preferences">
      <div class="preferences-page">
        <div class="preferences-head" role="radiogroup" aria-label={text.whose}>
          {(["person", "workspace"] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="preferences-level"
                data-focus={each === level.value ? "" : undefined}
                checked={each === level.value}
                onChange={() => (level.value = each)}
              />
              {text.levels[each]}
            </label>
          ))}
        </div>
        <p class="soft">{mayChoose() ? text.hows[level.value] : text.mayNot}</p>
        {sections.map((section) => (
          <section key={section} aria-labelledby={`preferences-${section}`}>
            <h2 id={`preferences-${section}`}>{text.sections[section] ?? section}</h2>
            {all
              .filter((each) => each.name.startsWith(`${section}.`))
              .map((each) => (
                <Line key={each.name} it={each} level={level.value} />
              ))}
          </section>
        ))}
      </div>
    </div>
  );
}

/** A preference with its control; what was chosen can be taken back. */
function Line({ it, level }: { it: Preference; level: Level }) {
  const box = useRef<HTMLDivElement>(null);
  const mine = it.chosen.find((each) => each.level === level);
  const theirs = level === "person" && it.origin === "workspace";
  const value = mine ? mine.value : level === "person" && !theirs ? it.value : it.default;
  const off = !mayChoose() || link.value !== "live";
  const id = `preference-${it.name}`;
  const set = (chosen: unknown) => void choose(it.name, chosen, level).catch(fail);
  const reset = () => {
    set(null);
    box.current?.querySelector<HTMLElement>("input, select")?.focus();
  };
  return (
    <div ref={box} class="preference" data-own={mine ? "" : undefined}>
      <label for={id}>{text.names[it.name] ?? it.name}</label>
      <div class="preference-value">
        <Control id={id} it={it} value={value} off={off} set={set} />
        {mine && !off && <IconButton icon={RotateCcw} title={text.reset(text.shown(it.default))} onClick={reset} />}
      </div>
      <p id={`${id}-about`} class="soft">
        {it.description.replaceAll("`", "")} {!mine && text.usual}
        {theirs && <strong> {text.overridden(text.shown(it.value))}</strong>}
      </p>
    </div>
  );
}

interface ControlProps {
  id: string;
  it: Preference;
  value: unknown;
  off: boolean;
  set(value: unknown): void;
}

function Control({ id, it, value, off, set }: ControlProps) {
  const schema = it.schema as Schema;
  const shared = { id, disabled: off, "aria-describedby": `${id}-about` };
  if (schema.enum)
    return (
      <select {...shared} value={String(value)} onChange={(event) => set(event.currentTarget.value)}>
        {schema.enum.map((each) => (
          <option key={each} value={each} selected={each === value}>
            {text.shown(each)}
          </option>
        ))}
      </select>
    );
  if (schema.type === "boolean")
    return (
      <input
        {...shared}
        type="checkbox"
        checked={value === true}
        onChange={(event) => set(event.currentTarget.checked)}
      />
    );
  if (schema.type === "integer" || schema.type === "number")
    return (
      <input
        {...shared}
        type="number"
        min={schema.minimum}
        max={schema.maximum}
        value={Number(value)}
        onChange={(event) => event.currentTarget.reportValidity() && set(event.currentTarget.valueAsNumber)}
      />
    );
  return <input {...shared} type="text" value={String(value)} onChange={(event) => set(event.currentTarget.value)} />;
}
