import { RotateCcw, SearchX, X } from "lucide-preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { words } from "../words/index.ts";
import { useFirst } from "./first.ts";
import { fit } from "./fuzzy.ts";
import { choose, chord, chordsOf, chosen, isPlainChord, neverComes, others, record, shown } from "./keys.ts";
import { type Command, commands } from "./registry.ts";
import "./shortcuts.css";

const text = words.commands;

/** All commands with their keys, to be searched and changed. */
export function Shortcuts() {
  const [query, search] = useState("");
  const [changing, change] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useFirst(box, "input");
  const all = commands.value.filter((each) => !each.hidden || chordsOf(each).length);
  const found = all.filter((each) => fits(each, query));
  const press = (event: KeyboardEvent) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>(".shortcut-change") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (to === undefined || !rows[to]) return;
    event.preventDefault();
    rows[to].focus();
  };
  return (
    <div ref={box} class="shortcuts" onKeyDown={press}>
      <div class="shortcuts-bar">
        <input
          type="search"
          data-focus=""
          aria-label={text.shortcutsFilter}
          placeholder={text.shortcutsFilter}
          spellcheck={false}
          autocomplete="off"
          value={query}
          onInput={(event) => search(event.currentTarget.value)}
        />
        <span class="soft" role="status">
          {text.shortcutsCount(found.length)}
        </span>
        {Object.keys(chosen.value).length > 0 && (
          <button type="button" onClick={() => Object.keys(chosen.value).forEach((each) => choose(each, undefined))}>
            {text.resetAll}
          </button>
        )}
      </div>
      {found.length ? (
        <ul ref={list} class="shortcuts-list" aria-label={text.shortcuts}>
          {found.map((each) => (
            <Line key={each.id} it={each} changing={changing === each.id} change={(on) => change(on ? each.id : "")} />
          ))}
        </ul>
      ) : (
        <Empty icon={SearchX} text={text.shortcutsNone} />
      )}
    </div>
  );
}

/** By name, by id, or by keys as they are shown, e.g. `ctrl+p`. */
function fits(it: Command, query: string): boolean {
  const keys = chordsOf(it).map(shown).join(" ").toLowerCase();
  const asked = query.trim().toLowerCase();
  return fit(query, it.title) !== undefined || it.id.includes(asked) || keys.includes(asked.replaceAll(" ", ""));
}

function where(it: Command): string {
  const place = it.place ? (text.places[it.place] ?? it.place) : text.everywhere;
  return it.inTerminal && !it.place ? `${place}, ${text.inTerminals}` : place;
}

function Line({ it, changing, change }: { it: Command; changing: boolean; change: (on: boolean) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const own = it.id in chosen.value;
  const chords = chordsOf(it);
  const done = () => {
    change(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  if (changing) return <Recorder it={it} done={done} />;
  const clashes = chords.flatMap((each) => others(each, it).same.map((other) => other.title));
  return (
    <li class="shortcut">
      <span class="shortcut-title">{it.title}</span>
      <span class="shortcut-place soft">{where(it)}</span>
      <button ref={button} type="button" class="shortcut-change" onClick={() => change(true)}>
        <span class="unseen">{text.changeOf(it.title)}</span>
        {chords.map((each) => (
          <kbd key={each}>{shown(each)}</kbd>
        ))}
        {!chords.length && <span class="soft">{text.noKey}</span>}
      </button>
      <span class="shortcut-acts">
        {chords.length > 0 && <IconButton icon={X} title={text.clearOf(it.title)} onClick={() => choose(it.id, "")} />}
        {own && <IconButton icon={RotateCcw} title={text.resetOf(it.title)} onClick={() => choose(it.id, undefined)} />}
      </span>
      {own && <span class="shortcut-own">{text.own}</span>}
      {clashes.length > 0 && <p class="shortcut-warning">{clashes.map((each) => text.shares(each)).join(" ")}</p>}
    </li>
  );
}

/** Takes the next keys that are pressed; Enter keeps them, Escape or a click elsewhere does not. */
function Recorder({ it, done }: { it: Command; done: () => void }) {
  const [taken, take] = useState("");
  const box = useRef<HTMLLIElement>(null);
  const last = useRef("");
  const { same, elsewhere } = taken ? others(taken, it) : { same: [], elsewhere: [] };
  const keep = () => {
    for (const each of others(last.current, it).same) {
      const left = chordsOf(each).filter((one) => one !== last.current);
      choose(each.id, left.join(" "));
    }
    choose(it.id, last.current);
    done();
  };
  useLayoutEffect(() => {
    box.current?.focus();
    const end = record((event) => {
      event.preventDefault();
      event.stopPropagation();
      const pressed = chord(event);
      if (pressed === "Escape") return done();
      if (pressed === "Enter" && last.current) return keep();
      if (pressed && pressed !== "Enter" && pressed !== "Tab") take((last.current = pressed));
    });
    const outside = (event: Event) => event.target instanceof Node && !box.current?.contains(event.target) && done();
    addEventListener("pointerdown", outside);
    return () => (end(), removeEventListener("pointerdown", outside));
  }, []);
  const warnings = [
    ...same.map((each) => text.takes(each.title)),
    ...elsewhere.map((each) => text.shares(each.title)),
    neverComes(taken) && text.never,
    taken && isPlainChord(taken) && text.plain,
  ].filter(Boolean);
  return (
    <li ref={box} class="shortcut recording" tabIndex={-1} aria-label={text.changeOf(it.title)}>
      <span class="shortcut-title">{it.title}</span>
      <span class="shortcut-record" role="status">
        {taken ? <kbd>{shown(taken)}</kbd> : text.press} <span class="soft">{text.pressHelp}</span>
        {warnings.map((each) => (
          <span key={String(each)} class="shortcut-warning">
            {each}
          </span>
        ))}
      </span>
      <span class="shortcut-acts">
        <button type="button" disabled={!taken} class="main" onClick={keep}>
          {text.take}
        </button>
        <button type="button" onClick={done}>
          {text.leave}
        </button>
      </span>
    </li>
  );
}
