import { GitCommitHorizontal, Unplug } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { rowHeight } from "../look/rows.ts";
import { type Row as Place, Virtual, type VirtualHandle } from "../look/Virtual.tsx";
import type { Commit } from "../rpc.gen.ts";
import { focusLate } from "../shell/focus.ts";
import { words } from "../words/index.ts";
import { Detail } from "./Detail.tsx";
import type { Lanes } from "./lanes.ts";
import { all, ask, choose, chosen, commits, detail, lanes, loading, older, trouble, wanted } from "./log.ts";
import { moved } from "./state.ts";
import { whenOf } from "./when.ts";
import "./log.css";

const EARLY = 40;
const STEP = 14;
const MOST_LANES = 12;
const COLOURS = 12;
const REST = 250;

/** The commits as a graph, and what is known of the chosen one. */
export default function Log() {
  useEffect(() => void ask(), [moved.value, all.value]);
  return (
    <div class="git-log" data-place="git-log">
      <Bar />
      <div class="git-log-body">
        {commits.value.length ? <List /> : <None />}
        {detail.value && <Detail it={detail.value} />}
      </div>
    </div>
  );
}

let timer: ReturnType<typeof setTimeout> | undefined;

function Bar() {
  const find = (text: string) => {
    wanted.value = text.trim();
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), REST);
  };
  return (
    <div class="git-log-bar">
      <label>
        <input type="checkbox" checked={all.value} onChange={(event) => (all.value = event.currentTarget.checked)} />
        {words.git.allBranches}
      </label>
      <input
        type="search"
        aria-label={words.git.find}
        placeholder={words.git.find}
        value={wanted.value}
        onInput={(event) => find(event.currentTarget.value)}
      />
    </div>
  );
}

function None() {
  if (trouble.value) return <Empty icon={Unplug} text={trouble.value} />;
  if (loading.value)
    return (
      <div class="git-wait busy" role="status" data-focus tabIndex={-1}>
        {words.git.logWaiting}
      </div>
    );
  return <Empty icon={GitCommitHorizontal} text={wanted.value ? words.git.logNone : words.git.logEmpty} />;
}

function List() {
  const rows = commits.value;
  const list = useRef<VirtualHandle>();
  useEffect(() => focusLate(list.current?.element), []);
  return (
    <Virtual
      class="git-log-list"
      role="listbox"
      label={words.git.list}
      data-focus
      count={rows.length}
      height={Math.max(28, rowHeight.value)}
      active={rows.findIndex((each) => each.id === chosen.value)}
      idOf={(index) => `commit-${rows[index]?.id}`}
      onActive={(index) => void choose(rows[index]?.id ?? "")}
      onKeyDown={(event) => event.key === "Escape" && void choose("")}
      handle={(handle) => (list.current = handle)}
      row={(index, { style, place }) => {
        if (index > rows.length - EARLY) queueMicrotask(() => void older());
        return <Row key={rows[index]!.id} it={rows[index]!} lanes={lanes.value[index]} style={style} place={place} />;
      }}
    />
  );
}

function Row({ it, lanes: drawn, style, place }: Place & { it: Commit; lanes: Lanes | undefined }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active
    <div
      id={`commit-${it.id}`}
      class="git-log-row"
      role="option"
      aria-selected={chosen.value === it.id}
      style={style}
      {...place}
      onClick={() => void choose(it.id)}
    >
      {drawn && <Graph lanes={drawn} height={style.height} />}
      {(it.refs ?? []).map((each) => (
        <Ref key={each} name={each} />
      ))}
      <bdi class="git-log-subject">{it.subject}</bdi>
      <span class="git-log-by">
        {it.author} · {whenOf(it.at)}
      </span>
    </div>
  );
}

const KINDS: readonly [string, string][] = [
  ["refs/heads/", "branch"],
  ["refs/remotes/", "remote"],
  ["refs/tags/", "tag"],
];

/** A branch or tag at a commit. */
export function Ref({ name }: { name: string }) {
  const [prefix, kind] = KINDS.find(([each]) => name.startsWith(each)) ?? ["", "head"];
  return <bdi class={`git-ref ${kind}`}>{name.slice(prefix.length)}</bdi>;
}

const colour = (number: number): string => `var(--person-${number % COLOURS})`;
const middle = (lane: number): number => STEP * (lane + 0.5);

/** The lines of the graph in a row. */
function Graph({ lanes: it, height }: { lanes: Lanes; height: number }) {
  const width = STEP * Math.min(MOST_LANES, it.width);
  const half = height / 2;
  const path = (from: number, to: number, top: number, bottom: number) => {
    const [x, y] = [middle(from), middle(to)];
    const bend = (top + bottom) / 2;
    return x === y ? `M${x} ${top}V${bottom}` : `M${x} ${top}C${x} ${bend} ${y} ${bend} ${y} ${bottom}`;
  };
  return (
    <svg class="git-graph" width={width} height={height} aria-hidden="true">
      {it.above.map((each) => (
        <path
          key={`a${each.from}-${each.to}`}
          d={path(each.from, each.to, 0, half)}
          style={{ stroke: colour(each.colour) }}
        />
      ))}
      {it.below.map((each) => (
        <path
          key={`b${each.from}-${each.to}`}
          d={path(each.from, each.to, half, height)}
          style={{ stroke: colour(each.colour) }}
        />
      ))}
      <circle cx={middle(it.lane)} cy={half} r="4" style={{ fill: colour(it.colour) }} />
    </svg>
  );
}
