import { FileWarning, NotebookPen } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { wanted } from "../editor/state.ts";
import { lookAt } from "../live/presence.ts";
import { Empty } from "../look/Empty.tsx";
import { RpcError } from "../rpc.ts";
import { keep, narrow, type Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { Bar } from "./Bar.tsx";
import { Book } from "./book.ts";
import { CellView, Tools } from "./Cell.tsx";
import { Desk } from "./desk.ts";
import { press } from "./keys.ts";
import { active } from "./state.ts";
import "./notebook.css";

const text = words.notebook;

/** A notebook in a tab; a file that is none is shown as what else it is, with the reason. */
export default function Notebook({ tab, otherwise }: { tab: Tab; otherwise: ComponentChildren }) {
  const [desk, set] = useState<Desk | Error | undefined>(undefined);
  const [tries, again] = useState(0);
  useEffect(() => {
    let opened: Desk | undefined;
    let gone = false;
    Book.open(tab.key).then(
      (book) => {
        if (gone) return book.close();
        opened = new Desk(book);
        book.changed = () => keep(tab.id);
        set(opened);
      },
      (error) => !gone && set(error),
    );
    lookAt({ path: tab.key, anchor: "", head: "" });
    return () => {
      gone = true;
      set(undefined);
      opened?.close();
    };
  }, [tab.key, tries]);
  if (desk instanceof RpcError && desk.kind === "NoDocument")
    return (
      <div class="notebook">
        <p class="notebook-trouble" role="status">
          {desk.message}
        </p>
        {otherwise}
      </div>
    );
  if (desk instanceof Error)
    return (
      <Empty icon={FileWarning} text={desk.message}>
        <button type="button" onClick={() => again(tries + 1)}>
          {text.tryAgain}
        </button>
      </Empty>
    );
  return desk ? <Pages desk={desk} /> : <div class="notebook" aria-busy="true" />;
}

function Pages({ desk }: { desk: Desk }) {
  const element = useRef<HTMLDivElement>(null);
  const cells = desk.book.cells.value;
  const before = useRef(cells);
  const held = element.current?.contains(document.activeElement) ? document.activeElement : null;
  const wrote = !!held?.closest(".cm-editor");
  useLayoutEffect(() => {
    const at = before.current.findIndex((each) => each.id === desk.selected.peek());
    before.current = cells;
    if (!(held instanceof HTMLElement) || document.activeElement !== document.body) return;
    // A cell that is moved in the page loses the keyboard, and so does an editor that is made anew.
    if (held.isConnected) held.focus({ preventScroll: true });
    else if (!desk.chosen.peek()) desk.follow(at, wrote);
    else if (wrote) desk.edit();
  }, [cells]);
  useEffect(() => {
    desk.element = element.current ?? undefined;
    active.value = desk;
    const it = wanted.peek();
    if (it?.path === desk.path) {
      wanted.value = undefined;
      if (it.focus) desk.select(desk.selected.peek());
    }
    return () => {
      if (active.peek() === desk) active.value = undefined;
    };
  }, [desk]);
  const activate = () => (active.value = desk);
  const down = (event: KeyboardEvent) => {
    const target = event.target as Element;
    if (event.defaultPrevented || target.closest(".cm-editor, input, select")) return;
    if (target.closest("button, a") && (event.key === "Enter" || event.key === " ")) return;
    if (!press(desk, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="notebook"
      data-place="notebook"
      ref={element}
      onKeyDown={down}
      onFocusIn={activate}
      onPointerDownCapture={activate}
    >
      <Bar desk={desk} />
      <Trouble desk={desk} />
      <div class="notebook-page">
        {cells.length ? (
          <ol class="notebook-cells" aria-label={text.cells}>
            {cells.map((cell, at) => (
              <CellView key={cell.id} desk={desk} cell={cell} number={at + 1} />
            ))}
          </ol>
        ) : (
          <Empty icon={NotebookPen} text={desk.writable ? text.empty : text.nothing}>
            {desk.writable && <Adding desk={desk} />}
          </Empty>
        )}
        {cells.length > 0 && desk.writable && (
          <div class="notebook-add">
            <Adding desk={desk} />
          </div>
        )}
      </div>
      {narrow.value && desk.writable && desk.chosen.value && (
        <div class="notebook-foot">
          <Tools desk={desk} cell={desk.chosen.value} />
        </div>
      )}
    </div>
  );
}

function Adding({ desk }: { desk: Desk }) {
  return (
    <>
      <button type="button" onClick={() => desk.insert("end", "code", true)}>
        {text.addCode}
      </button>
      <button type="button" onClick={() => desk.insert("end", "markdown", true)}>
        {text.addMarkdown}
      </button>
    </>
  );
}

/** What keeps the notebook from the server or from the disk, and what is wrong with its kernel. */
function Trouble({ desk }: { desk: Desk }) {
  const { live } = desk.book;
  const kernel = desk.outputs.kernel.value;
  const dead = kernel.state === "dead" ? kernel.detail || text.dead : kernel.detail;
  const said = live.refused.value || live.status.value?.detail || dead || (desk.writable ? "" : text.readOnly);
  return said ? (
    <p class="notebook-trouble" role="status">
      {said}
    </p>
  ) : null;
}
