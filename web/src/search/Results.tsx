import { ChevronDown, ChevronRight, Replace, X } from "lucide-preact";
import { iconOf } from "../files/icons.ts";
import { IconButton } from "../look/IconButton.tsx";
import { openMenu } from "../look/Menu.tsx";
import { Virtual } from "../look/Virtual.tsx";
import { fail } from "../notices/notices.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { at, fold, look, mayReplace, replaceRow } from "./acting.ts";
import { answered, dismiss, type Row, rows } from "./found.ts";
import { patternOf, replacement, replaces } from "./query.ts";
import { type Change, changesOf } from "./replacing.ts";
import { pieces } from "./spans.ts";

const text = words.search;
const ID = "search-row-";

type Drawn = Parameters<Parameters<typeof Virtual>[0]["row"]>[1];

/** What was found, as a tree: files, and in each its lines. */
export function Results() {
  const all = rows.value;
  const active = Math.min(at.value, all.length - 1);
  return (
    <Virtual
      class="search-tree"
      role="tree"
      label={text.results}
      count={all.length}
      active={active}
      idOf={(index) => ID + index}
      onActive={(index) => (at.value = index)}
      onKeyDown={(event) => press(event as unknown as KeyboardEvent, active)}
      row={(index, drawn) => {
        const it = all[index];
        return (
          it && (
            <Line key={`${it.file.path}\n${it.line?.line ?? ""}`} {...{ it, index, drawn }} active={index === active} />
          )
        );
      }}
    />
  );
}

function press(event: KeyboardEvent, index: number): void {
  const it = rows.value[index];
  if (!it) return;
  const aside = event.ctrlKey || event.metaKey || event.altKey;
  if (event.key === "Enter") look(it, { preview: false, focus: true, aside });
  else if (event.key === " ") look(it, { preview: true, focus: false });
  else if (event.key === "Delete") dismiss(it);
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") turn(it, event.key === "ArrowRight", index);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** As in any tree: right opens or goes in, left closes or goes out. */
function turn({ file, line }: Row, right: boolean, index: number): void {
  if (line && !right) at.value = rows.value.findIndex((each) => each.file === file);
  else if (line || !file.lines.length) return;
  else if (right && !file.closed) at.value = index + 1;
  else fold(file, !right);
}

interface LineProps {
  it: Row;
  index: number;
  drawn: Drawn;
  active: boolean;
}

function Line({ it, index, drawn, active }: LineProps) {
  const { file, line } = it;
  const click = (event: MouseEvent) => {
    at.value = index;
    const aside = event.ctrlKey || event.metaKey || event.altKey;
    if (!line && file.lines.length) fold(file);
    else look(it, { preview: true, focus: false, aside });
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and says which line is active
    <div
      id={ID + index}
      role="treeitem"
      aria-level={line ? 2 : 1}
      aria-selected={active}
      aria-expanded={line || !file.lines.length ? undefined : !file.closed}
      class={`search-row ${line ? "search-find" : "search-file"} ${active ? "active" : ""}`}
      style={drawn.style}
      onClick={click}
      onDblClick={() => look(it, { preview: false, focus: true })}
      onContextMenu={(event) => (event.preventDefault(), (at.value = index), menu(event, it))}
    >
      {line ? <Found it={it} /> : <File it={it} />}
      <Acts it={it} />
    </div>
  );
}

function menu({ clientX, clientY }: MouseEvent, it: Row): void {
  openMenu(clientX, clientY, [
    { title: text.openAside, run: () => look(it, { preview: false, focus: true, aside: true }) },
    "-",
    ...(replaces.value && it.file.lines.length
      ? [{ title: it.line ? text.replaceLine : text.replaceFile, off: !mayReplace(), run: () => replace(it) }]
      : []),
    { title: text.dismiss, run: () => dismiss(it) },
  ]);
}

const replace = (it: Row) => void replaceRow(it).catch(fail);

function File({ it: { file } }: { it: Row }) {
  const slash = file.path.lastIndexOf("/");
  const name = file.path.slice(slash + 1);
  const Icon = iconOf("file", name);
  const Turn = file.closed ? ChevronRight : ChevronDown;
  return (
    <>
      {file.lines.length ? <Turn size={14} /> : null}
      <Icon size={16} />
      <bdi class="search-name">{name}</bdi>
      <bdi class="search-folder">{file.path.slice(0, Math.max(0, slash))}</bdi>
      {file.stale && <span class="search-stale">{text.stale}</span>}
      {file.count > 0 && <span class="search-count">{file.count}</span>}
    </>
  );
}

/** A line, with what is found in it and, while replacing, what comes instead. */
function Found({ it: { line } }: { it: Row }) {
  if (!line) return null;
  const shows = replaces.value && may("files:write");
  const changes = shows
    ? changesOf(line.text, { ...line, cut: false }, patternOf(answered.value), replacement.value)
    : undefined;
  const inserts = new Map(changes?.map((each: Change) => [each.from, each.insert]));
  return (
    <>
      <span class="search-number">{line.line}</span>
      <span class="search-text">
        {pieces(line.text, line.found).map((each, n) =>
          !each.found ? (
            each.text
          ) : changes ? (
            <span key={n}>
              <del>{each.text}</del>
              <ins>{inserts.get(each.from)}</ins>
            </span>
          ) : (
            <mark key={n}>{each.text}</mark>
          ),
        )}
      </span>
    </>
  );
}

function Acts({ it }: { it: Row }) {
  const stay = (act: () => void) => (event: MouseEvent) => (event.stopPropagation(), act());
  return (
    <span class="search-acts" aria-hidden="true" onDblClick={(event) => event.stopPropagation()}>
      {replaces.value && it.file.lines.length > 0 && may("files:write") && (
        <IconButton
          icon={Replace}
          size={14}
          tabIndex={-1}
          title={it.line ? text.replaceLine : text.replaceFile}
          disabled={!mayReplace()}
          onClick={stay(() => replace(it))}
        />
      )}
      <IconButton icon={X} size={14} tabIndex={-1} title={text.dismiss} onClick={stay(() => dismiss(it))} />
    </span>
  );
}
