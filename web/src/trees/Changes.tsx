import { Check, Minus, TriangleAlert } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { run } from "../commands/registry.ts";
import { rowHeight } from "../look/rows.ts";
import { type Row as Place, Virtual, type VirtualHandle } from "../look/Virtual.tsx";
import type { Hunk } from "../rpc.gen.ts";
import { focusLate } from "../shell/focus.ts";
import { words } from "../words/index.ts";
import { firstWords, type Line, stateOf, toggled } from "./deciding.ts";
import type { Reviewing } from "./reviewing.ts";

/** The changed files and their changes; Space takes or leaves one. */
export function Changes({ it }: { it: Reviewing }) {
  const lines = it.lines.value;
  const active = lines.findIndex((each) => each.id === it.chosen.value);
  const list = useRef<VirtualHandle>();
  useEffect(() => focusLate(list.current?.element), []);
  return (
    <Virtual
      class="review-list"
      role="listbox"
      label={words.trees.list}
      data-focus
      handle={(handle) => (list.current = handle)}
      count={lines.length}
      height={Math.max(28, rowHeight.value)}
      active={active}
      idOf={(index) => `change-${index}`}
      onActive={(index) => it.choose(lines[index]!.id)}
      onKeyDown={(event) => {
        const line = lines[active];
        if (event.key === " " && line) event.preventDefault(), toggle(it, line);
        if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) void run("trees.next");
      }}
      row={(index, place) => (
        <Row key={lines[index]!.id} it={it} line={lines[index]!} id={`change-${index}`} {...place} />
      )}
    />
  );
}

function toggle(it: Reviewing, line: Line): void {
  it.decisions.value = toggled(line, it.decisions.value);
}

interface RowProps extends Place {
  it: Reviewing;
  line: Line;
  id: string;
}

function Row({ it, line, id, style, place }: RowProps) {
  const state = stateOf(line, it.decisions.value);
  const open = (line.hunk ? [line.hunk] : line.file.hunks).filter(
    (each) => each.conflict && !it.decisions.value.settled.has(each.id),
  ).length;
  const fixed = line.hunk?.conflict || line.file.note !== "" || (!line.hunk && !line.file.hunks.length);
  const box = () => {
    it.choose(line.id);
    if (!fixed) toggle(it, line);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active
    <div
      id={id}
      class={line.hunk ? "review-row hunk" : "review-row"}
      role="option"
      aria-selected={it.chosen.value === line.id}
      aria-checked={state}
      data-state={open ? "open" : state}
      style={style}
      {...place}
      onClick={() => it.choose(line.id)}
    >
      <span class="review-box" data-fixed={fixed || undefined} onClick={(event) => (event.stopPropagation(), box())}>
        {open > 0 ? (
          <TriangleAlert size={13} />
        ) : state === "true" ? (
          <Check size={13} strokeWidth={3} />
        ) : (
          state === "mixed" && <Minus size={13} strokeWidth={3} />
        )}
      </span>
      {line.hunk ? <OfHunk hunk={line.hunk} binary={line.file.binary} /> : <OfFile line={line} />}
      {line.hunk?.conflict && <span class="unseen">{open ? words.trees.conflict : words.trees.settled}</span>}
    </div>
  );
}

function OfFile({ line: { file } }: { line: Line }) {
  const [folder, name] = [file.path.slice(0, file.path.lastIndexOf("/") + 1), file.path.split("/").at(-1)];
  return (
    <>
      <span class={`review-letter ${file.status}`} role="img" aria-label={words.trees.status[file.status]}>
        {words.trees.letter[file.status]}
      </span>
      <bdi class="review-name">
        {name}
        <span>{folder}</span>
      </bdi>
      <Size added={file.added} removed={file.removed} />
    </>
  );
}

function OfHunk({ hunk, binary }: { hunk: Hunk; binary: boolean }) {
  const { line, lines } = hunk.worktree.lines ? hunk.worktree : hunk.main;
  return (
    <>
      <span class="review-place">{binary ? words.trees.whole : words.trees.place(Math.max(1, line), lines)}</span>
      <code class="review-words">{firstWords(hunk)}</code>
      <Size added={binary ? 0 : hunk.worktree.lines} removed={binary ? 0 : hunk.main.lines} />
    </>
  );
}

function Size({ added, removed }: { added: number; removed: number }) {
  return (
    <span class="review-size">
      {added > 0 && (
        <span class="more">
          +{added}
          <span class="unseen">{words.trees.added(added)}</span>
        </span>
      )}
      {removed > 0 && (
        <span class="less">
          −{removed}
          <span class="unseen">{words.trees.gone(removed)}</span>
        </span>
      )}
    </span>
  );
}
