// Find and replace in one text: a panel at its upper edge.

import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  SearchQuery,
  selectMatches,
  setSearchQuery,
} from "@codemirror/search";
import type { EditorView, Panel } from "@codemirror/view";
import { type Signal, signal } from "@preact/signals";
import { ArrowDown, ArrowUp, CaseSensitive, ChevronDown, ChevronRight, Regex, WholeWord, X } from "lucide-preact";
import { render } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { say } from "../notices/notices.ts";
import { words } from "../words/index.ts";

const MOST = 10_000;
const PATIENCE = 30;
const SOON = 100;

/** Whether the line for what replaces is shown. */
export const replacing = signal(false);

interface Count {
  at: number;
  of: number;
  more: boolean;
}

/** Counts matches for a bounded time, and which of them is selected. */
function counted(view: EditorView, query: SearchQuery): Count {
  const found = { at: 0, of: 0, more: false };
  if (!query.valid) return found;
  const end = performance.now() + PATIENCE;
  const { from, to } = view.state.selection.main;
  const cursor = query.getCursor(view.state);
  for (let it = cursor.next(); !it.done; it = cursor.next()) {
    found.of++;
    if (it.value.from === from && it.value.to === to) found.at = found.of;
    if (found.of >= MOST || (found.of % 64 === 0 && performance.now() > end)) return { ...found, more: true };
  }
  return found;
}

/** The panel, as CodeMirror wants it. */
export function findPanel(view: EditorView): Panel {
  const dom = document.createElement("div");
  dom.className = "find";
  const query = signal(getSearchQuery(view.state));
  const count = signal<Count>({ at: 0, of: 0, more: false });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const recount = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (count.value = counted(view, query.value)), SOON);
  };
  render(<Find view={view} query={query} count={count} />, dom);
  recount();
  return {
    dom,
    top: true,
    mount: () => dom.querySelector<HTMLInputElement>("[main-field]")?.select(),
    update(update) {
      for (const transaction of update.transactions)
        for (const effect of transaction.effects) if (effect.is(setSearchQuery)) query.value = effect.value;
      if (update.docChanged || update.selectionSet || update.transactions.some((each) => each.effects.length))
        recount();
    },
    destroy() {
      clearTimeout(timer);
      render(null, dom);
    },
  };
}

type Query = Pick<SearchQuery, "search" | "replace" | "caseSensitive" | "regexp" | "wholeWord">;

function Find({ view, query, count }: { view: EditorView; query: Signal<SearchQuery>; count: Signal<Count> }) {
  const it = query.value;
  const set = (part: Partial<Query>) => {
    const { search, replace, caseSensitive, regexp, wholeWord } = it;
    const next = new SearchQuery({ search, replace, caseSensitive, regexp, wholeWord, literal: !regexp, ...part });
    view.dispatch({ effects: setSearchQuery.of(next) });
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") closeSearchPanel(view), view.focus();
    else if (event.key !== "Enter") return;
    else if (event.target instanceof HTMLInputElement && event.target.name === "replace") replaceNext(view);
    else if (event.altKey) selectMatches(view), view.focus();
    else (event.shiftKey ? findPrevious : findNext)(view);
    event.preventDefault();
    event.stopPropagation();
  };
  const way = (part: "caseSensitive" | "regexp" | "wholeWord", title: string, icon: typeof X) => (
    <IconButton icon={icon} title={title} aria-pressed={it[part]} onClick={() => set({ [part]: !it[part] })} />
  );
  const all = () => {
    const { of, more } = count.value;
    replaceAll(view);
    if (of && !more) say(words.editor.replaced(of), { kind: "done" });
  };
  const { at, of, more } = count.value;
  const field = useRef<HTMLInputElement>(null);
  // A button that was pressed and has nothing left to do takes no keys any more, not even Escape.
  useLayoutEffect(() => {
    const pressed = document.activeElement;
    if (pressed instanceof HTMLButtonElement && pressed.disabled && view.dom.contains(pressed)) field.current?.focus();
  }, [of]);
  const bad = it.regexp && it.search !== "" && !it.valid;
  const locked = view.state.readOnly;
  return (
    <search onKeyDown={press}>
      <div class="find-line">
        <IconButton
          icon={replacing.value ? ChevronDown : ChevronRight}
          title={words.editor.toggleReplace}
          aria-expanded={replacing.value}
          onClick={() => (replacing.value = !replacing.value)}
          hidden={locked}
        />
        <span class={`find-field ${bad || (it.search && !of) ? "none" : ""}`}>
          <input
            ref={field}
            {...{ "main-field": "true" }}
            name="search"
            type="text"
            value={it.search}
            aria-label={words.editor.find}
            placeholder={words.editor.find}
            aria-invalid={bad}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => set({ search: event.currentTarget.value })}
          />
          {way("caseSensitive", words.editor.matchCase, CaseSensitive)}
          {way("wholeWord", words.editor.wholeWord, WholeWord)}
          {way("regexp", words.editor.regex, Regex)}
        </span>
        <output class="find-count" aria-live="polite">
          {bad ? words.editor.badPattern : it.search ? words.editor.matches(at, of, more) : ""}
        </output>
        <IconButton
          icon={ArrowUp}
          title={words.editor.findPrevious}
          disabled={!of}
          onClick={() => findPrevious(view)}
        />
        <IconButton icon={ArrowDown} title={words.editor.findNext} disabled={!of} onClick={() => findNext(view)} />
        <IconButton icon={X} title={words.editor.closeFind} onClick={() => (closeSearchPanel(view), view.focus())} />
      </div>
      {replacing.value && !locked && (
        <div class="find-line find-replace">
          <span class="find-field">
            <input
              name="replace"
              type="text"
              value={it.replace}
              aria-label={words.editor.replace}
              placeholder={words.editor.replace}
              spellcheck={false}
              autocomplete="off"
              onInput={(event) => set({ replace: event.currentTarget.value })}
            />
          </span>
          <button type="button" disabled={!of} onClick={() => replaceNext(view)}>
            {words.editor.replaceOne}
          </button>
          <button type="button" disabled={!of} onClick={all}>
            {words.editor.replaceAll}
          </button>
        </div>
      )}
    </search>
  );
}
