import { signal } from "@preact/signals";
import { ChevronDown, ChevronRight, Minus, Plus, Undo2 } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { openFile } from "../editor/index.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { type MenuItem, openMenu } from "../look/Menu.tsx";
import { rowHeight } from "../look/rows.ts";
import { type Row as Place, Virtual, type VirtualHandle } from "../look/Virtual.tsx";
import { fail } from "../notices/notices.ts";
import type { CheckoutStatus } from "../rpc.gen.ts";
import { may } from "../server.ts";
import { focusLate } from "../shell/focus.ts";
import { words } from "../words/index.ts";
import { discard, showConflict, showDiff, stage, unstage } from "./acting.tsx";
import { folderOf, nameOf } from "./paths.ts";
import { changeOf, filesIn, type Row, rowsOf, type Section } from "./rows.ts";

const chosen = signal("");
const folded = signal<ReadonlySet<Section>>(new Set());
const TITLES: Record<Section, string> = {
  conflicts: words.git.conflicts,
  staged: words.git.staged,
  unstaged: words.git.unstaged,
};

/** The files that changed; Space stages one or takes it back, Enter shows how it changed. */
export function List({ now }: { now: CheckoutStatus }) {
  const rows = rowsOf(now, folded.value);
  const beside = useRef("");
  const at = rows.findIndex((each) => each.id === chosen.value);
  const active = at >= 0 ? at : rows.findIndex((each) => each.id === beside.current);
  useLayoutEffect(() => {
    if (at >= 0) beside.current = besideOf(rows, at);
    else if (active >= 0) chosen.value = rows[active]!.id;
  });
  const list = useRef<VirtualHandle>();
  useEffect(() => focusLate(list.current?.element), []);
  const press = (event: KeyboardEvent) => {
    const row = rows[active];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ContextMenu" || (event.shiftKey && event.key === "F10")) {
      const box = document.getElementById(`git-row-${active}`)?.getBoundingClientRect();
      menuOf(now, row, (box?.left ?? 0) + 32, box?.bottom ?? 0);
    } else if (!act(now, row, event.key)) return;
    event.preventDefault();
  };
  return (
    <Virtual
      class="git-list"
      role="tree"
      label={words.git.changes}
      data-focus
      handle={(handle) => (list.current = handle)}
      count={rows.length}
      height={Math.max(26, rowHeight.value)}
      active={active}
      idOf={(index) => `git-row-${index}`}
      onActive={(index) => (chosen.value = rows[index]?.id ?? "")}
      onKeyDown={press}
      row={(index, { style }) => (
        <Line key={rows[index]!.id} now={now} row={rows[index]!} index={index} style={style} />
      )}
    />
  );
}

/** The file after one in its section, else the one before: what is chosen when it goes. */
const besideOf = (rows: readonly Row[], at: number): string =>
  [rows[at + 1], rows[at - 1]].find((each) => each?.file && each.section === rows[at]!.section)?.id ?? "";

/** Does what a key says; whether it says something. */
function act(now: CheckoutStatus, row: Row, key: string): boolean {
  const write = may("git:write");
  if (key === "Enter") look(row);
  else if (key === "ArrowLeft" || key === "ArrowRight")
    fold(row.section, key === "ArrowLeft"), (chosen.value = key === "ArrowLeft" ? row.section : chosen.value);
  else if (key === " " && write) toggle(now, row);
  else if (key === "Delete" && write && row.section === "unstaged") void discard(pathsOf(now, row)).catch(fail);
  else return false;
  return true;
}

const pathsOf = (now: CheckoutStatus, row: Row): string[] =>
  row.file ? [row.file.path] : filesIn(now, row.section).map((each) => each.path);

function fold(section: Section, shut: boolean): void {
  const next = new Set(folded.value);
  if (shut) next.add(section);
  else next.delete(section);
  folded.value = next;
}

function toggle(now: CheckoutStatus, row: Row): void {
  if (row.section === "staged") void unstage(pathsOf(now, row));
  else if (row.section === "unstaged") void stage(pathsOf(now, row));
  else look(row);
}

function look(row: Row): void {
  if (!row.file) fold(row.section, !folded.peek().has(row.section));
  else if (row.section === "conflicts") showConflict(row.file.path);
  else showDiff(row.file.path, row.section === "staged" ? "staged" : "work");
}

function menuOf(now: CheckoutStatus, row: Row, x: number, y: number): void {
  chosen.value = row.id;
  const { file, section } = row;
  const paths = pathsOf(now, row);
  const all = !file;
  const write: MenuItem[] = [
    ...(section === "unstaged"
      ? [{ title: all ? words.git.stageAll : words.git.stage, run: () => void stage(paths) }]
      : []),
    ...(section === "staged"
      ? [{ title: all ? words.git.unstageAll : words.git.unstage, run: () => void unstage(paths) }]
      : []),
    ...(section === "unstaged"
      ? [
          {
            title: all ? words.git.discardAll : words.git.discard,
            bad: true,
            run: () => void discard(paths).catch(fail),
          },
        ]
      : []),
  ];
  const shown = section === "conflicts" ? words.git.resolve : words.git.openChanges;
  const read: MenuItem[] = file
    ? [
        { title: shown, run: () => look(row) },
        { title: words.git.openFile, off: changeOf(row) === "deleted", run: () => openFile(file.path) },
      ]
    : [];
  openMenu(x, y, [...read, "-", ...(may("git:write") ? write : [])]);
}

interface LineProps {
  now: CheckoutStatus;
  row: Row;
  index: number;
  style: Place["style"];
}

function Line({ now, row, index, style }: LineProps) {
  const { file, section } = row;
  const open = !folded.value.has(section);
  const change = file ? changeOf(row) : "";
  const about = file?.conflict || words.git.change[change];
  const named = file ? `${nameOf(file.path)} ${folderOf(file.path)}`.trim() : "";
  const label = file ? `${named}, ${about}` : `${TITLES[section]} ${row.count}`;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus, and says which row is active
    <div
      id={`git-row-${index}`}
      class={file ? "git-row" : "git-row head"}
      role="treeitem"
      aria-level={file ? 2 : 1}
      aria-label={label}
      aria-expanded={file ? undefined : open}
      aria-selected={chosen.value === row.id}
      data-path={file?.path}
      title={file?.from ? words.git.was(file.from) : file?.path}
      style={style}
      onClick={() => ((chosen.value = row.id), look(row))}
      onContextMenu={(event) => (event.preventDefault(), menuOf(now, row, event.clientX, event.clientY))}
    >
      {file ? <OfFile row={row} /> : <OfSection row={row} open={open} />}
      {may("git:write") && <Acts now={now} row={row} />}
      {file && <span class={`git-letter ${change}`} data-letter={words.git.letter[change]} />}
    </div>
  );
}

function OfSection({ row, open }: { row: Row; open: boolean }) {
  return (
    <>
      {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
      <span class="git-name">{TITLES[row.section]}</span> <span class="git-number">{row.count}</span>
    </>
  );
}

function OfFile({ row }: { row: Row }) {
  const path = row.file!.path;
  return (
    <bdi class="git-name" data-gone={changeOf(row) === "deleted" || undefined}>
      {nameOf(path)} <span>{folderOf(path)}</span>
    </bdi>
  );
}

/** The buttons of a line; the keyboard has keys instead. */
function Acts({ now, row }: { now: CheckoutStatus; row: Row }) {
  const paths = pathsOf(now, row);
  const name = row.file ? nameOf(row.file.path) : "";
  const button = (icon: typeof Plus, title: string, run: () => void) => (
    <IconButton
      icon={icon}
      size={14}
      title={title}
      tabIndex={-1}
      onClick={(event) => (event.stopPropagation(), run())}
    />
  );
  return (
    <span class="git-acts">
      {row.section === "unstaged" &&
        button(Undo2, name ? words.git.discardOf(name) : words.git.discardAll, () => void discard(paths).catch(fail))}
      {row.section === "unstaged" &&
        button(Plus, name ? words.git.stageOf(name) : words.git.stageAll, () => void stage(paths))}
      {row.section === "staged" &&
        button(Minus, name ? words.git.unstageOf(name) : words.git.unstageAll, () => void unstage(paths))}
    </span>
  );
}
