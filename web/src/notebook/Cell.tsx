import {
  ArrowDown,
  ArrowUp,
  ChevronDown,
  ChevronRight,
  Code,
  Ellipsis,
  LoaderCircle,
  Play,
  Square,
  Trash,
  Type,
} from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { type MenuItem, openMenuUnder } from "../look/Menu.tsx";
import { fail } from "../notices/notices.ts";
import { narrow } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import type { Cell } from "./book.ts";
import { edit } from "./code.ts";
import type { Desk } from "./desk.ts";
import { CellOut } from "./Outputs.tsx";
import { Prose } from "./Prose.tsx";

const text = words.notebook;

interface Props {
  desk: Desk;
  cell: Cell;
  number: number;
}

/** A cell: its text, and what came of it. */
export function CellView({ desk, cell, number }: Props) {
  const ran = desk.outputs.of(cell.id).value;
  const chosen = desk.selected.value === cell.id;
  const written = cell.type !== "markdown" || desk.open.value.has(cell.id);
  const label = text.cell(text.type[cell.type], number);
  const choose = (event: Event) => {
    desk.selected.value = cell.id;
    if (!(event.target as Element).closest(".cm-editor, button, a, iframe, input")) desk.select(cell.id);
  };
  const element = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (desk.coming !== cell.id) return;
    desk.coming = "";
    element.current?.focus();
  }, []);
  return (
    <li
      ref={element}
      class={`notebook-cell ${cell.type}`}
      data-cell={cell.id}
      data-chosen={chosen || undefined}
      data-state={ran.state}
      tabIndex={chosen ? 0 : -1}
      aria-label={label}
      aria-current={chosen || undefined}
      data-focus={chosen || undefined}
      onPointerDown={choose}
      onDblClick={(event) => !written && !(event.target as Element).closest("a") && desk.edit(cell.id)}
    >
      <Margin desk={desk} cell={cell} state={ran.state} count={ran.count} />
      <div class="notebook-body">
        {written ? <Written desk={desk} cell={cell} number={number} /> : <Read desk={desk} cell={cell} />}
        {cell.type === "code" && ran.outputs.length > 0 && <Out desk={desk} cell={cell} number={number} />}
      </div>
      {desk.writable && !narrow.value && <Tools desk={desk} cell={cell} />}
    </li>
  );
}

function Margin({ desk, cell, state, count }: { desk: Desk; cell: Cell; state: string; count: number | null }) {
  if (cell.type !== "code") return <div class="notebook-margin" />;
  const busy = state === "running";
  const act = () => {
    desk.selected.value = cell.id;
    if (busy) desk.interrupt().catch(fail);
    else void desk.runCells([cell.id]);
  };
  return (
    <div class="notebook-margin">
      <IconButton
        icon={busy ? Square : Play}
        title={busy ? text.interrupt : text.runCell}
        size={14}
        class="notebook-run"
        disabled={!desk.runs}
        onClick={act}
      />
      <span class="notebook-count" title={text.state[state as keyof typeof text.state]}>
        {busy ? (
          <LoaderCircle size={13} class="notebook-turning" aria-label={text.state.running} />
        ) : (
          counted(state, count)
        )}
      </span>
    </div>
  );
}

const counted = (state: string, count: number | null): string =>
  state === "queued" ? "[*]" : count ? `[${count}]` : "[ ]";

/** The editor of a cell; one that is far away is drawn as plain text until it comes near. */
function Written({ desk, cell, number }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [near, come] = useState(false);
  const together = desk.book.together(cell.id);
  const forced = desk.wanted.value?.id === cell.id;
  useEffect(() => {
    if (near || !box.current) return;
    const watcher = new IntersectionObserver((all) => all.some((each) => each.isIntersecting) && come(true), {
      root: box.current.closest(".notebook-page"),
      rootMargin: "600px 0px",
    });
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [near]);
  useLayoutEffect(() => {
    if (!(near || forced) || !together || !box.current) return;
    const label = text.source(text.type[cell.type], number);
    const view = edit(box.current, desk, cell, together, label);
    desk.views.set(cell.id, view);
    come(true);
    desk.take(cell.id, view);
    return () => {
      if (desk.views.get(cell.id) === view) desk.views.delete(cell.id);
      view.destroy();
    };
  }, [near || forced, together, cell.type]);
  return (
    <div class="notebook-code" ref={box}>
      {!(near || forced) && <pre class="notebook-plain">{desk.book.source(cell.id)}</pre>}
    </div>
  );
}

/** Markdown as it reads; it follows what others write. */
function Read({ desk, cell }: { desk: Desk; cell: Cell }) {
  const [, again] = useState(0);
  const together = desk.book.together(cell.id);
  useEffect(() => together?.whenChanged(() => again((before) => before + 1)), [together]);
  const source = desk.book.source(cell.id);
  if (!source.trim()) return <p class="notebook-prose soft">{desk.writable ? text.emptyMarkdown : ""}</p>;
  return <Prose source={source} path={desk.path} more={cell.more} />;
}

function Out({ desk, cell, number }: Props) {
  const { outputs } = desk.outputs.of(cell.id).value;
  const folded = desk.folded.value.has(cell.id);
  return (
    <section class="notebook-outs" aria-label={text.outputOf(number)}>
      <button
        type="button"
        class="bare notebook-fold"
        aria-expanded={!folded}
        aria-label={folded ? text.unfold : text.fold}
        data-tip=""
        onClick={() => desk.fold(cell.id)}
      >
        {folded ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
      </button>
      <div class="notebook-outlist">
        {folded ? <p class="soft">{text.outputs(outputs.length)}</p> : <CellOut outputs={outputs} path={desk.path} />}
      </div>
    </section>
  );
}

/** What can be done with a cell. */
export function Tools({ desk, cell }: { desk: Desk; cell: Cell }) {
  const on = (act: () => unknown) => () => {
    desk.selected.value = cell.id;
    act();
  };
  const types: readonly MenuItem[] = (["code", "markdown", "raw"] as const).map((each) => ({
    title: text.type[each],
    checked: cell.type === each,
    run: on(() => desk.turn(each)),
  }));
  const more: readonly MenuItem[] = [
    ...types,
    "-",
    { title: text.above, run: on(() => desk.insert("above", "code", true)) },
    { title: text.below, run: on(() => desk.insert("below", "code", true)) },
    "-",
    { title: text.cut, run: on(() => desk.cut()) },
    { title: text.copy, run: on(() => desk.copy()) },
    { title: text.paste, run: on(() => desk.paste()) },
    "-",
    { title: text.clearCell, run: on(() => desk.clear(cell.id).catch(fail)) },
  ];
  const other = cell.type === "code" ? "markdown" : "code";
  return (
    <div class="notebook-tools" role="toolbar" aria-label={text.tools}>
      <IconButton
        icon={other === "code" ? Code : Type}
        title={text.turnInto(text.type[other])}
        size={14}
        onClick={on(() => desk.turn(other))}
      />
      <IconButton icon={ArrowUp} title={text.moveUp} size={14} onClick={on(() => desk.move(-1))} />
      <IconButton icon={ArrowDown} title={text.moveDown} size={14} onClick={on(() => desk.move(1))} />
      <IconButton icon={Trash} title={text.remove} size={14} onClick={on(() => desk.remove())} />
      <IconButton
        icon={Ellipsis}
        title={text.more}
        size={14}
        aria-haspopup="menu"
        onClick={(event) => openMenuUnder(event.currentTarget, more)}
      />
    </div>
  );
}
