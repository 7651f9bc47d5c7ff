import { History, SearchX, Unplug, X } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { openFile } from "../editor/index.tsx";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { rowHeight } from "../look/rows.ts";
import { type Row as Place, Virtual } from "../look/Virtual.tsx";
import { words } from "../words/index.ts";
import { Facts } from "./Facts.tsx";
import {
  ask,
  begin,
  chosen,
  type Happening,
  happenings,
  loading,
  modules,
  older,
  shown,
  trouble,
  wanted,
} from "./log.ts";
import { now, useTime } from "./now.ts";

/** Rows before the end at which what was before is asked for. */
const EARLY = 30;

/** What happened in the workspace, newest first, as it happens. */
export function Events() {
  useTime();
  useEffect(begin, []);
  const rows = shown.value;
  const active = rows.findIndex((each) => each.id === chosen.value);
  return (
    <>
      <Filter />
      {rows.length > 0 ? (
        <Virtual
          class="activity-list"
          role="listbox"
          label={words.activity.eventsList}
          count={rows.length}
          height={Math.max(48, 1.35 * rowHeight.value)}
          active={active}
          idOf={(index) => `happening-${rows[index]?.id}`}
          onActive={(index) => (chosen.value = rows[index]?.id ?? "")}
          onKeyDown={(event) => {
            if (event.key === "Enter" && rows[active]?.path) openFile(rows[active].path);
            if (event.key === "Escape") chosen.value = "";
          }}
          row={(index, { style, place }) => {
            if (index > rows.length - EARLY) queueMicrotask(older);
            return <Row key={rows[index]!.id} event={rows[index]!} style={style} place={place} />;
          }}
        />
      ) : (
        <None />
      )}
      <Details />
    </>
  );
}

function Filter() {
  return (
    <div class="activity-filter">
      <input
        type="search"
        aria-label={words.activity.filter}
        placeholder={words.activity.filter}
        value={wanted.value.text}
        onInput={(event) => (wanted.value = { ...wanted.value, text: event.currentTarget.value })}
      />
      <select
        aria-label={words.activity.filterKind}
        value={wanted.value.module}
        onChange={(event) => (wanted.value = { ...wanted.value, module: event.currentTarget.value })}
      >
        <option value="">{words.activity.allKinds}</option>
        {modules.value.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </div>
  );
}

interface RowProps extends Place {
  event: Happening;
}

function Row({ event, style, place }: RowProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active
    <div
      id={`happening-${event.id}`}
      class="activity-row"
      role="option"
      aria-selected={chosen.value === event.id}
      style={style}
      {...place}
      onClick={() => (chosen.value = event.id)}
      onDblClick={() => event.path && openFile(event.path)}
    >
      <span class="activity-text">{event.text}</span>
      <span class="activity-sub">
        {event.outside ? words.activity.byOutside : event.actor} · {words.activity.ago(now.value - event.time)}
      </span>
    </div>
  );
}

function None() {
  if (trouble.value)
    return (
      <Empty icon={Unplug} text={trouble.value}>
        <button type="button" onClick={() => void ask()}>
          {words.activity.tryAgain}
        </button>
      </Empty>
    );
  if (loading.value) return <div class="activity-wait busy" />;
  if (happenings.value.length) return <Empty icon={SearchX} text={words.activity.eventsFiltered} />;
  return <Empty icon={History} text={words.activity.eventsEmpty} />;
}

/** All that is known of the chosen event. */
function Details() {
  const event = happenings.value.find((each) => each.id === chosen.value);
  if (!event) return null;
  const facts: [string, string][] = [
    [words.activity.when, new Date(event.time * 1000).toLocaleString()],
    [words.activity.who, event.outside ? words.activity.byOutside : event.actor],
    [words.activity.call, event.call || words.activity.noCalls],
  ];
  return (
    <section class="activity-details" aria-label={words.activity.details}>
      <header>
        <h3>{event.kind}</h3>
        <IconButton icon={X} title={words.activity.closeDetails} onClick={() => (chosen.value = "")} />
      </header>
      <p>{event.text}</p>
      <Facts facts={facts} />
      {event.path && (
        <button type="button" onClick={() => openFile(event.path)}>
          {words.activity.openFile}
        </button>
      )}
      {/* biome-ignore lint/a11y: what scrolls must be reached by the keyboard */}
      <pre tabIndex={0} role="group" aria-label={words.activity.raw}>
        {JSON.stringify(event.data, null, 2)}
      </pre>
    </section>
  );
}
