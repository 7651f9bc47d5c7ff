import { CircleAlert, CircleCheck, CircleX, Info, ListFilter, RotateCw, TriangleAlert } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { openFile } from "../editor/state.ts";
import { iconOf } from "../files/icons.ts";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { Virtual } from "../look/Virtual.tsx";
import type { Diagnostic } from "../rpc.gen.ts";
import { PanelActs, PanelTabs } from "../shell/Panel.tsx";
import { words } from "../words/index.ts";
import { at, fold, narrowed, type Row, rows, typed } from "./listing.ts";
import { again, counts, failure, mayAsk, problems, watch } from "./store.ts";
import "./problems.css";

const text = words.languages;
const ID = "problem-row-";
const ICONS = { error: CircleX, warning: TriangleAlert, information: Info, hint: Info };

type Drawn = Parameters<Parameters<typeof Virtual>[0]["row"]>[1];

/** What is wrong, by file. */
export function Problems() {
  useEffect(watch, []);
  return (
    <div class="problems">
      <header class="panel-head">
        <PanelTabs />
        <span class="problems-count" role="status">
          {text.counted(counts.value.error, counts.value.warning)}
        </span>
        <input
          class="problems-filter"
          type="search"
          aria-label={text.filter}
          placeholder={text.filter}
          value={typed.value}
          onInput={(event) => (typed.value = event.currentTarget.value)}
        />
        <IconButton
          icon={ListFilter}
          title={text.only}
          aria-pressed={narrowed.value}
          onClick={() => (narrowed.value = !narrowed.value)}
        />
        <PanelActs />
      </header>
      <Body />
    </div>
  );
}

function Body() {
  if (!mayAsk()) return <Empty icon={CircleAlert} text={text.denied} />;
  if (failure.value)
    return (
      <Empty icon={CircleAlert} text={text.failed(failure.value)}>
        <button type="button" onClick={again}>
          <RotateCw size={14} /> {text.again}
        </button>
      </Empty>
    );
  if (!rows.value.length) return <Empty icon={CircleCheck} text={problems.value.size ? text.noneHere : text.none} />;
  return <List />;
}

function List() {
  const all = rows.value;
  const active = Math.min(at.value, all.length - 1);
  return (
    <Virtual
      class="problems-tree"
      role="tree"
      label={text.problems}
      data-focus
      count={all.length}
      active={active}
      idOf={(index) => ID + index}
      onActive={(index) => (at.value = index)}
      onKeyDown={(event) => press(event as unknown as KeyboardEvent, all[active])}
      row={(index, drawn) => {
        const it = all[index];
        return it && <Line key={it.key} {...{ it, index, drawn }} active={index === active} />;
      }}
    />
  );
}

function press(event: KeyboardEvent, it: Row | undefined): void {
  if (!it) return;
  if (event.key === "Enter" || event.key === " ") go(it, event.key === "Enter");
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") fold(it.path, event.key === "ArrowLeft");
  else return;
  event.preventDefault();
}

function go(it: Row, focus: boolean): void {
  if (!it.problem) {
    fold(it.path);
    return;
  }
  const { line, column, end_line, end_column } = it.problem.range;
  openFile(it.path, { line, column, length: end_line === line ? end_column - column : 0, preview: true, focus });
}

interface LineProps {
  it: Row;
  index: number;
  drawn: Drawn;
  active: boolean;
}

function Line({ it, index, drawn, active }: LineProps) {
  const click = () => {
    at.value = index;
    go(it, false);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and says which line is active
    <div
      id={ID + index}
      role="treeitem"
      aria-level={it.problem ? 2 : 1}
      aria-selected={active}
      aria-expanded={it.problem ? undefined : !it.folded}
      class={`problems-row ${it.problem ? "problems-one" : "problems-file"} ${active ? "active" : ""}`}
      style={drawn.style}
      onClick={click}
      onDblClick={() => go(it, true)}
    >
      {it.problem ? <One it={it.problem} /> : <File it={it} />}
    </div>
  );
}

function File({ it }: { it: Row }) {
  const Icon = iconOf("file", it.path);
  const name = it.path.slice(it.path.lastIndexOf("/") + 1);
  return (
    <>
      <Icon size={14} />
      <b>{name}</b>
      <span class="problems-soft">{it.path.slice(0, -name.length - 1)}</span>
      <span class="problems-number">{it.count}</span>
    </>
  );
}

function One({ it }: { it: Diagnostic }) {
  const Icon = ICONS[it.severity];
  return (
    <>
      <Icon size={14} class={`problems-${it.severity}`} role="img" aria-label={text.severity[it.severity]} />
      <span class="problems-message">{it.message.split("\n")[0]}</span>
      <span class="problems-soft">{[it.source || it.server, it.code].filter(Boolean).join(" · ")}</span>
      <span class="problems-soft problems-at">{text.at(it.range.line, it.range.column)}</span>
    </>
  );
}
