import {
  ArrowRightLeft,
  ChevronDown,
  ChevronRight,
  FileMinus,
  FilePen,
  FilePlus,
  Files,
  FileX,
  Flag,
  History,
  Lock,
  RotateCcw,
  Unplug,
  X,
} from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { activePath } from "../editor/index.tsx";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import type { Icon } from "../look/icon.ts";
import { rowHeight } from "../look/rows.ts";
import { SideHead } from "../look/SideHead.tsx";
import { type Row as Place, Virtual, type VirtualHandle } from "../look/Virtual.tsx";
import { fail } from "../notices/notices.ts";
import { may } from "../server.ts";
import { focusLate } from "../shell/focus.ts";
import { words } from "../words/index.ts";
import { restore, showHistory } from "./acting.tsx";
import { isMark, type Line } from "./grouping.ts";
import { ask, begin, chosen, fold, line, lines, loading, older, onlyFile, trouble, unfolded } from "./past.ts";
import { folderOf, nameOf, titleOf, whatOf, whenOf, whoOf } from "./telling.ts";
import "./timeline.css";

/** Rows before the end at which what was before is asked for. */
const EARLY = 40;
const ICONS: Record<string, Icon> = {
  created: FilePlus,
  changed: FilePen,
  deleted: FileX,
  moved: ArrowRightLeft,
  copied: Files,
  checkpoint: Flag,
  restored: RotateCcw,
};

/** All that changed, newest first, whoever did it; and the way back. */
export function Timeline() {
  useEffect(begin, []);
  return (
    <div class="timeline">
      <SideHead title={words.timeline.title}>
        <IconButton icon={Flag} command="timeline.checkpoint" />
      </SideHead>
      <fieldset class="timeline-scope" aria-label={words.timeline.scope}>
        {[false, true].map((own) => (
          <button
            key={String(own)}
            type="button"
            class="bare"
            aria-pressed={onlyFile.value === own}
            onClick={() => (onlyFile.value = own)}
          >
            {own ? words.timeline.thisFile : words.timeline.everything}
          </button>
        ))}
        {onlyFile.value && activePath.value && <bdi class="timeline-file">{nameOf(activePath.value)}</bdi>}
      </fieldset>
      {lines.value.length > 0 && may("files:read") ? <List /> : <None />}
      <Details />
    </div>
  );
}

function None() {
  if (!may("files:read")) return <Empty icon={Lock} text={words.timeline.noRights} />;
  if (trouble.value)
    return (
      <Empty icon={Unplug} text={trouble.value}>
        <button type="button" onClick={() => void ask()}>
          {words.timeline.again}
        </button>
      </Empty>
    );
  if (onlyFile.value && !activePath.value) return <Empty icon={FileMinus} text={words.timeline.noFile} />;
  if (loading.value)
    return (
      <div class="timeline-wait busy" role="status">
        {words.timeline.waiting}
      </div>
    );
  const text = onlyFile.value ? words.timeline.emptyFile(nameOf(activePath.value)) : words.timeline.empty;
  return <Empty icon={History} text={text} />;
}

function List() {
  const rows = lines.value;
  const list = useRef<VirtualHandle>();
  useEffect(() => focusLate(list.current?.element), []);
  const active = rows.findIndex((each) => each.id === chosen.value);
  const press = (event: KeyboardEvent) => {
    const it = rows[active];
    if (event.key === "Escape") chosen.value = "";
    if (!it) return;
    const folds = it.group.moments.length > 1;
    if (event.key === "ArrowRight" && folds) fold(it.group.id, true);
    if (event.key === "ArrowLeft" && folds) fold(it.group.id, false), (chosen.value = `${it.group.id}+`);
    if (event.key === "Enter") act(it);
  };
  return (
    <Virtual
      class="timeline-list"
      role="listbox"
      label={words.timeline.list}
      data-focus
      count={rows.length}
      height={Math.max(46, 1.35 * rowHeight.value)}
      active={active}
      idOf={(index) => `moment-${rows[index]?.id}`}
      onActive={(index) => (chosen.value = rows[index]?.id ?? "")}
      onKeyDown={press}
      handle={(handle) => (list.current = handle)}
      row={(index, { style, place }) => {
        if (index > rows.length - EARLY) queueMicrotask(older);
        return <Row key={rows[index]!.id} it={rows[index]!} style={style} place={place} />;
      }}
    />
  );
}

/** Shows the versions of a line's file; unfolds what holds several files. */
function act(it: Line): void {
  const moment = it.moment ?? (it.group.kind === "run" ? it.group.moments[0] : undefined);
  if (moment && !isMark(moment) && moment.type !== "folder") showHistory(moment.path, moment.id);
  else if (it.group.moments.length > 1) fold(it.group.id);
}

function Row({ it, style, place }: Place & { it: Line }) {
  const { group, moment } = it;
  const first = moment ?? group.moments[0]!;
  const Icon = moment || group.kind === "run" ? (ICONS[first.change] ?? FilePen) : Files;
  const open = unfolded.value.has(group.id);
  const many = group.moments.length > 1 && !it.inner;
  const folder = moment || group.kind === "run" ? folderOf(first.path) : "";
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active
    <div
      id={`moment-${it.id}`}
      class="timeline-row"
      role="option"
      aria-selected={chosen.value === it.id}
      data-inner={it.inner || undefined}
      data-mark={(moment && isMark(moment)) || undefined}
      data-cause={first.cause}
      style={style}
      {...place}
      onClick={() => (chosen.value = it.id)}
      onDblClick={() => act(it)}
    >
      <span
        class="timeline-icon"
        data-folds={many || undefined}
        onClick={() => {
          if (many) fold(group.id);
        }}
      >
        {many ? open ? <ChevronDown size={15} /> : <ChevronRight size={15} /> : <Icon size={15} />}
      </span>
      <span class="timeline-title">
        <bdi>{titleOf(group, moment)}</bdi>
        {folder && <bdi class="timeline-folder">{folder}</bdi>}
      </span>
      <time class="timeline-when" dateTime={new Date(first.time * 1000).toISOString()}>
        {whenOf(first.time, it.inner)}
      </time>
      <span class="timeline-sub">
        {whoOf(first)}
        {whatOf(group, moment) && ` · ${whatOf(group, moment)}`}
      </span>
    </div>
  );
}

/** What is known of the chosen line, and what can be done with it. */
function Details() {
  const it = line.value;
  if (!it || !may("files:read")) return null;
  const moment = it.moment ?? it.group.moments[0]!;
  const single = (it.moment ?? it.group.kind === "run") && !isMark(moment) && moment.type !== "folder";
  const when = whenOf(moment.time, true);
  const named = moment.change === "checkpoint" ? words.timeline.named(moment.name) : when;
  return (
    <section class="timeline-details" aria-label={words.timeline.details}>
      <header>
        <h3>
          <bdi>{isMark(moment) || !single ? titleOf(it.group, it.moment) : moment.path}</bdi>
        </h3>
        <IconButton icon={X} title={words.timeline.close} onClick={() => (chosen.value = "")} />
      </header>
      <p>
        {new Date(moment.time * 1000).toLocaleString()} · {whoOf(moment)}
        {moment.method && (
          <>
            {" · "}
            <code>{moment.method}</code>
          </>
        )}
        {single && moment.size > 0 && ` · ${words.timeline.bytes(moment.size)}`}
      </p>
      {single && !moment.kept && moment.change !== "deleted" && <p>{words.timeline.notKept}</p>}
      <div class="timeline-acts">
        {single && (
          <button type="button" onClick={() => showHistory(moment.path, moment.id)}>
            {words.timeline.compare}
          </button>
        )}
        {single && may("files:write") && (
          <button type="button" onClick={() => void restore(moment.id, when, moment.path).catch(fail)}>
            {words.timeline.restoreFile}
          </button>
        )}
        {may("files:write") && (
          <button type="button" onClick={() => void restore(moment.id, named).catch(fail)}>
            {words.timeline.restoreAll}
          </button>
        )}
      </div>
    </section>
  );
}
