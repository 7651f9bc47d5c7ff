import { ClipboardList, ClipboardPaste, FileUp, Lock, SearchX, Trash2, TriangleAlert } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useTime } from "../activity/now.ts";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { SideHead } from "../look/SideHead.tsx";
import { fail } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import { addFiles, addText, chooseFile, clear, others, take } from "./acting.ts";
import { given } from "./browser.ts";
import { Entry } from "./Entry.tsx";
import { again, entries, failure, lookFor, mayWrite, visible, wanted, watch } from "./store.ts";
import "./clipboard.css";

const text = words.clipboard;

/** What this person copied, and what others show here; what is pasted or dropped here is copied. */
export function View() {
  useEffect(watch, []);
  useTime();
  const took = (data: DataTransfer | null) => {
    const { files, text } = given(data);
    void (files.length ? addFiles(files) : addText(text)).catch(fail);
  };
  const pasted = (event: ClipboardEvent) => {
    if (!mayWrite() || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    took(event.clipboardData);
  };
  const over = (event: DragEvent) => {
    if (mayWrite() && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };
  const dropped = (event: DragEvent) => {
    if (!mayWrite() || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    took(event.dataTransfer);
  };
  return (
    <section class="clipboard" aria-label={text.title} onPaste={pasted} onDragOver={over} onDrop={dropped}>
      <SideHead title={text.title}>
        {mayWrite() && (
          <>
            <IconButton icon={ClipboardPaste} title={text.take} onClick={() => void take().catch(fail)} />
            <IconButton icon={FileUp} title={text.upload} onClick={chooseFile} />
            <IconButton
              icon={Trash2}
              title={text.clear}
              disabled={!entries.value?.length}
              onClick={() => void clear().catch(fail)}
            />
          </>
        )}
      </SideHead>
      {!failure.value && (
        <search class="clipboard-search">
          <input
            type="search"
            data-focus
            value={wanted.value}
            placeholder={text.search}
            aria-label={text.search}
            onInput={(event) => lookFor(event.currentTarget.value)}
          />
        </search>
      )}
      <div class="clipboard-all" onKeyDown={move}>
        <Mine />
        <Others />
      </div>
    </section>
  );
}

function Mine() {
  const list = visible.value;
  const why = failure.value;
  if (why?.denied) return <Empty icon={Lock} text={text.noRead} />;
  if (why)
    return (
      <Empty icon={TriangleAlert} text={`${text.failed} ${why.text}`}>
        <button type="button" onClick={again}>
          {text.tryAgain}
        </button>
      </Empty>
    );
  if (!list) return <div class="busy" />;
  if (!list.length && wanted.value) return <Empty icon={SearchX} text={text.nothingFound(wanted.value)} />;
  if (!list.length) return <Empty icon={ClipboardList} text={mayWrite() ? text.empty : text.emptyNoWrite} />;
  return (
    <ul aria-label={text.list}>
      {list.map((each) => (
        <Entry key={each.id} it={each} mine />
      ))}
    </ul>
  );
}

function Others() {
  const list = others();
  if (!list.length || wanted.value) return null;
  return (
    <section aria-label={text.sharedList}>
      <h3 class="clipboard-section">{text.sharedList}</h3>
      <ul aria-label={text.sharedList}>
        {list.map((each) => (
          <Entry key={each.id} it={each} mine={false} />
        ))}
      </ul>
    </section>
  );
}

/** Arrows go from entry to entry. */
function move(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const all = [...(event.currentTarget as Element).querySelectorAll<HTMLElement>(".clipboard-use")];
  const row = (event.target as Element).closest("li")?.querySelector<HTMLElement>(".clipboard-use");
  all[all.indexOf(row!) + step]?.focus();
  event.preventDefault();
}
