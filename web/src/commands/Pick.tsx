import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowHeight } from "../look/rows.ts";
import { type Row, Virtual, type VirtualHandle } from "../look/Virtual.tsx";
import { fail } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import { pieces } from "./fuzzy.ts";
import {
  closePick,
  type PickItem,
  type Picking,
  picking,
  prefixes,
  recent,
  remember,
  type Source,
  sourceOf,
} from "./pick.ts";
import { marked, type Ranked, ranked } from "./ranked.ts";
import "./pick.css";

const ID = "pick-option-";
/** Lines in sight, at most. */
const SHOWN = 14;

/** Where things are picked; stands once in the page. */
export function Pick() {
  const it = picking.value;
  return it ? <Field key={`${it.source?.title}\n${it.initial}`} it={it} /> : null;
}

interface Found {
  rows: readonly Ranked<PickItem>[];
  query: string;
  waiting: boolean;
}

/** What fits, as it comes; an older answer never replaces a newer one. */
function useFound(source: Source<any>, query: string): Found {
  const [loaded, set] = useState<Found & { source?: Source }>({ rows: [], query: "", waiting: true });
  useEffect(() => source.opened?.(), [source]);
  useLayoutEffect(() => {
    if (!source.load) return;
    const control = new AbortController();
    const take = (items: readonly PickItem[]) =>
      control.signal.aborted ||
      set({ rows: marked(items, source.marked?.(query) ?? query), query, waiting: false, source });
    const given = source.load(query, control.signal);
    if (given instanceof Promise) {
      set((old) => ({ ...old, waiting: true }));
      given.then(take).catch((error) => control.signal.aborted || (take([]), fail(error)));
    } else take(given);
    return () => control.abort();
  }, [source, query]);
  if (source.load && loaded.source !== source) return { rows: [], query, waiting: true };
  if (source.load) return { ...loaded, waiting: loaded.waiting || loaded.query !== query };
  const lately = source.recent ? recent(source.recent) : [];
  return { rows: ranked(source.items?.() ?? [], query, lately, words.commands.lately), query, waiting: false };
}

/** Gives the field the keyboard, and closes it when something else is pointed at or gets it. */
function useOnTop() {
  const box = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    input.current?.focus();
    const outside = (event: Event) =>
      event.target instanceof Node && !box.current?.contains(event.target) && (picking.value = undefined);
    addEventListener("pointerdown", outside);
    addEventListener("focusin", outside);
    return () => (removeEventListener("pointerdown", outside), removeEventListener("focusin", outside));
  }, []);
  return { box, input };
}

function Field({ it }: { it: Picking }) {
  const [typed, type] = useState(it.initial);
  const { source, query } = sourceOf(it, typed);
  const found = useFound(source, query);
  const [at, move] = useState(0);
  const { box, input } = useOnTop();
  const eager = useRef<{ aside: boolean }>();
  const choose = (row: Ranked<PickItem> | undefined, aside: boolean) => row && void chosen(source, row.item, aside);
  useLayoutEffect(() => move(0), [found.query, source]);
  useLayoutEffect(() => {
    if (!eager.current || found.waiting) return;
    choose(found.rows[0], eager.current.aside);
    eager.current = undefined;
  }, [found.query, found.waiting]);
  const press = (event: KeyboardEvent) => {
    const to = step(event.key, at, found.rows.length);
    const aside = event.altKey || event.ctrlKey || event.metaKey;
    if (to !== undefined) move(to);
    else if (event.key === "Enter" && found.waiting) eager.current = { aside };
    else if (event.key === "Enter") choose(found.rows[at], aside);
    else if (event.key === "Escape") closePick();
    else if (event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
  };
  const empty = typeof source.empty === "string" ? source.empty : source.empty(query);
  const said = found.waiting ? "" : found.rows.length ? words.commands.found(found.rows.length) : empty;
  return (
    <div ref={box} class="pick" role="dialog" aria-label={source.title} data-place="pick">
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={source.title}
        aria-expanded="true"
        aria-controls="pick-list"
        aria-autocomplete="list"
        aria-activedescendant={found.rows.length ? ID + at : undefined}
        placeholder={source.placeholder}
        value={typed}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={(event) => ((eager.current = undefined), type(event.currentTarget.value))}
        onKeyDown={press}
      />
      <div class={`pick-wait ${found.waiting ? "on" : ""}`} />
      <List title={source.title} {...{ found, at, choose }} />
      {!found.rows.length && !found.waiting && <p class="pick-empty soft">{empty}</p>}
      <Ways it={it} typed={typed} type={(text) => (type(text), input.current?.focus())} />
      <div class="unseen" role="status">
        {said}
      </div>
    </div>
  );
}

interface ListProps {
  title: string;
  found: Found;
  at: number;
  choose(row: Ranked<PickItem>, aside: boolean): void;
}

function List({ title, found: { rows, query }, at, choose }: ListProps) {
  const list = useRef<VirtualHandle>();
  useLayoutEffect(() => {
    if (list.current) list.current.element.scrollTop = 0;
  }, [query]);
  return (
    <div class="pick-list" style={{ height: `${Math.min(rows.length, SHOWN) * rowHeight.value}px` }}>
      <Virtual
        id="pick-list"
        role="listbox"
        label={title}
        tabIndex={-1}
        count={rows.length}
        active={at}
        idOf={(index) => ID + index}
        handle={(it) => (list.current = it)}
        row={(index, row) => {
          const it = rows[index] as Ranked<PickItem>;
          const above = rows[index - 1]?.item.group;
          const pick = (aside: boolean) => choose(it, aside);
          return <Line key={it.item.id} {...{ it, index, above, row }} active={index === at} choose={pick} />;
        }}
      />
    </div>
  );
}

/** Where a key leads to; the arrows go round. */
function step(key: string, at: number, count: number): number | undefined {
  const last = Math.max(0, count - 1);
  if (key === "ArrowDown") return at >= last ? 0 : at + 1;
  if (key === "ArrowUp") return at <= 0 ? last : at - 1;
  if (key === "PageDown") return Math.min(last, at + SHOWN - 1);
  if (key === "PageUp") return Math.max(0, at - SHOWN + 1);
  return undefined;
}

async function chosen(source: Source<any>, item: PickItem, aside: boolean): Promise<void> {
  if (source.recent) remember(source.recent, item.id);
  closePick();
  try {
    await source.chosen(item, { aside });
  } catch (error) {
    fail(error);
  }
}

/** What else can be typed first. */
function Ways({ it, typed, type }: { it: Picking; typed: string; type: (text: string) => void }) {
  const ways = it.source || typed ? [] : prefixes.value.filter((each) => each.prefix && each.when?.() !== false);
  if (!ways.length) return null;
  return (
    <p class="pick-ways soft">
      {ways.map((each) => (
        <button key={each.prefix} type="button" class="bare" onClick={() => type(each.prefix)}>
          <kbd>{each.prefix}</kbd> {each.title}
        </button>
      ))}
    </p>
  );
}

interface LineProps {
  it: Ranked<PickItem>;
  index: number;
  above: string | undefined;
  row: Row;
  active: boolean;
  choose(aside: boolean): void;
}

function Line({ it, index, above, row, active, choose }: LineProps) {
  const { item } = it;
  const heading = item.group && item.group !== above ? item.group : "";
  return (
    <div
      id={ID + index}
      role="option"
      aria-selected={active}
      {...row.place}
      tabIndex={-1}
      class={`pick-line ${item.dim ? "dim" : ""} ${heading && index ? "ruled" : ""}`}
      style={row.style}
      onPointerDown={(event) => event.preventDefault()}
      onClick={(event) => choose(event.altKey || event.ctrlKey || event.metaKey)}
    >
      {item.icon && <item.icon size={16} />}
      <span class={item.mono ? "mono" : ""}>
        <Marked text={item.title} at={it.title} />
      </span>
      {item.note && (
        <span class="pick-note">
          <Marked text={item.note} at={it.note} />
        </span>
      )}
      {item.end && <kbd>{item.end}</kbd>}
      {heading && <span class="pick-group">{heading}</span>}
    </div>
  );
}

/** A text whose fitting letters stand out. */
export function Marked({ text, at }: { text: string; at: readonly number[] }) {
  if (!at.length) return <>{text}</>;
  return <>{pieces(text, at).map((each, index) => (index % 2 ? <b key={index}>{each}</b> : each))}</>;
}
