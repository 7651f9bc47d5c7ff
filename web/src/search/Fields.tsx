import type { Signal } from "@preact/signals";
import { CaseSensitive, ChevronDown, ChevronRight, Ellipsis, Regex, ReplaceAll, WholeWord } from "lucide-preact";
import { useId } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import type { Icon } from "../look/icon.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { mayReplace, replaceAll } from "./acting.ts";
import { search, state } from "./found.ts";
import * as query from "./query.ts";

const text = words.search;

/** What to look for, and in which files. */
export function Fields() {
  const failed = state.value.is === "failed" && state.value.kind === "Unacceptable" ? state.value.message : "";
  const names = query.byName.value;
  const replaces = query.replaces.value && !names;
  return (
    <search class="search-fields">
      <div class="search-what">
        {!names && (
          <IconButton
            class="search-turn"
            icon={replaces ? ChevronDown : ChevronRight}
            title={text.showReplace}
            aria-expanded={replaces}
            disabled={!may("files:write")}
            onClick={() => (query.replaces.value = !replaces)}
          />
        )}
        <div class="search-lines">
          <Pattern wrong={failed} names={names} />
          {replaces && <Replacement />}
        </div>
      </div>
      {failed && (
        <p id="search-wrong" class="search-wrong" role="alert">
          {failed}
        </p>
      )}
      {!names && <Narrow />}
    </search>
  );
}

function Pattern({ wrong, names }: { wrong: string; names: boolean }) {
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") void search();
    else if (event.key === "ArrowDown") document.querySelector<HTMLElement>(".search-tree")?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div class="search-field">
      <input
        id="search-pattern"
        data-focus=""
        type="text"
        aria-label={text.what}
        aria-invalid={!!wrong}
        aria-describedby={wrong ? "search-wrong" : undefined}
        placeholder={names ? text.names : text.pattern}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={query.pattern.value}
        onInput={(event) => (query.pattern.value = event.currentTarget.value)}
        onKeyDown={press}
      />
      {!names && (
        <>
          <Toggle icon={CaseSensitive} title={text.exact} on={query.exact} />
          <Toggle icon={WholeWord} title={text.word} on={query.word} />
          <Toggle icon={Regex} title={text.regex} on={query.regex} />
        </>
      )}
    </div>
  );
}

function Toggle({ icon, title, on }: { icon: Icon; title: string; on: Signal<boolean> }) {
  return <IconButton icon={icon} title={title} aria-pressed={on.value} onClick={() => (on.value = !on.value)} />;
}

function Replacement() {
  return (
    <div class="search-field">
      <input
        type="text"
        aria-label={text.replaceWith}
        placeholder={text.replace}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={query.replacement.value}
        onInput={(event) => (query.replacement.value = event.currentTarget.value)}
        onKeyDown={(event) =>
          event.key === "Enter" && (event.ctrlKey || event.metaKey) && mayReplace() && void replaceAll()
        }
      />
      <IconButton
        icon={ReplaceAll}
        title={text.replaceAll}
        disabled={!mayReplace()}
        onClick={() => void replaceAll()}
      />
    </div>
  );
}

function Narrow() {
  const open = query.narrows.value;
  const set = [query.include, query.exclude, query.folder, query.hidden, query.ignored].filter((each) => each.value);
  return (
    <>
      <button type="button" class="bare search-more" aria-expanded={open} onClick={() => (query.narrows.value = !open)}>
        <Ellipsis size={14} /> {text.narrow}
        {set.length > 0 && <span class="search-set">{set.length}</span>}
      </button>
      {open && (
        <div class="search-narrow">
          <Line name={text.include} hint={text.includeHint} it={query.include} />
          <Line name={text.exclude} hint={text.excludeHint} it={query.exclude} />
          <Line name={text.folder} hint={text.folderHint} it={query.folder} />
          <Box name={text.hidden} it={query.hidden} />
          <Box name={text.ignored} it={query.ignored} />
        </div>
      )}
    </>
  );
}

function Line({ name, hint, it }: { name: string; hint: string; it: Signal<string> }) {
  const id = useId();
  return (
    <div class="search-line">
      <label for={id}>{name}</label>
      <input
        id={id}
        type="text"
        placeholder={hint}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        value={it.value}
        onInput={(event) => (it.value = event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Enter" && void search()}
      />
    </div>
  );
}

function Box({ name, it }: { name: string; it: Signal<boolean> }) {
  return (
    <label class="search-box">
      <input type="checkbox" checked={it.value} onChange={(event) => (it.value = event.currentTarget.checked)} />
      {name}
    </label>
  );
}
