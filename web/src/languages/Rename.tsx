import { useState } from "preact/hooks";
import type { FileEdits, TextEdit } from "../rpc.gen.ts";
import { words } from "../words/index.ts";
import { units } from "./places.ts";
import "./rename.css";

const text = words.languages;
/** Edits of one file that are shown. */
const MOST = 200;

/** Where a new name is typed. */
export function NameField({ name, set }: { name: string; set: (name: string) => void }) {
  return (
    <label class="languages-name">
      {text.newName}
      <input
        defaultValue={name}
        spellcheck={false}
        autocomplete="off"
        maxLength={1000}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => set(event.currentTarget.value.trim())}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          event.currentTarget.closest("dialog")?.querySelector<HTMLElement>("[data-first]")?.click();
        }}
      />
    </label>
  );
}

interface Props {
  changes: readonly FileEdits[];
  /** The lines of the files as they are, by path. */
  lines: ReadonlyMap<string, readonly string[]>;
  /** The paths of the files that are to be changed. */
  wanted: Set<string>;
}

/** What would change, by file; files can be left out. */
export function Preview({ changes, lines, wanted }: Props) {
  const [, draw] = useState(0);
  const chosen = changes.filter((each) => wanted.has(each.path));
  const turn = (path: string) => {
    if (!wanted.delete(path)) wanted.add(path);
    draw((count) => count + 1);
  };
  const count = chosen.reduce((sum, each) => sum + each.edits.length, 0);
  return (
    <div class="languages-preview">
      <p role="status">{text.wouldChange(count, chosen.length)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by the keyboard */}
      <ul tabIndex={0} aria-label={text.preview}>
        {changes.map((each) => (
          <li key={each.path}>
            <label>
              <input
                type="checkbox"
                checked={wanted.has(each.path)}
                aria-label={text.take(each.path)}
                onChange={() => turn(each.path)}
              />
              <b>{each.path}</b>
            </label>
            {wanted.has(each.path) &&
              each.edits
                .slice(0, MOST)
                .map((edit, at) => (
                  <Line key={at} edit={edit} line={lines.get(each.path)?.[edit.range.line - 1] ?? ""} />
                ))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** One edit in its line: what goes, and what comes. */
function Line({ edit, line }: { edit: TextEdit; line: string }) {
  const { range } = edit;
  const from = units(line, range.column - 1);
  const to = range.end_line === range.line ? units(line, range.end_column - 1) : line.length;
  return (
    <code class="languages-edit">
      <small>{range.line}</small>
      {line.slice(0, from).trimStart()}
      <del>{line.slice(from, to)}</del>
      <ins>{edit.new.split("\n").slice(0, 3).join(" ⏎ ")}</ins>
      {line.slice(to)}
    </code>
  );
}
