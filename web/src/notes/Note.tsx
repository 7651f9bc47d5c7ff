import { FileWarning } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { EditorView } from "prosemirror-view";
import type * as Y from "yjs";
import { wanted } from "../editor/state.ts";
import { openDocument } from "../live/documents.ts";
import { lookAt } from "../live/presence.ts";
import { type LiveDoc, rootOf } from "../live/provider.ts";
import { Empty } from "../look/Empty.tsx";
import { may } from "../server.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { Bar } from "./Bar.tsx";
import { edit, goToEnd } from "./editing.ts";
import { active } from "./state.ts";
import "./note.css";

const text = words.notes;

/** A note in a tab: a document that all who have it open write together. */
export default function Note({ tab }: { tab: Tab }) {
  const [live, set] = useState<LiveDoc | Error | undefined>(undefined);
  const [tries, again] = useState(0);
  useEffect(() => {
    let opened: LiveDoc | undefined;
    let gone = false;
    openDocument(tab.key, "rich").then(
      (it) => {
        opened = it;
        if (gone) void it.close();
        else set(it);
      },
      (error) => !gone && set(error),
    );
    lookAt({ path: tab.key, anchor: "", head: "" });
    return () => {
      gone = true;
      set(undefined);
      void opened?.close();
    };
  }, [tab.key, tries]);
  if (live instanceof Error)
    return (
      <Empty icon={FileWarning} text={live.message}>
        <button type="button" onClick={() => again(tries + 1)}>
          {text.tryAgain}
        </button>
      </Empty>
    );
  if (!live) return <div class="note" aria-busy="true" />;
  return <Written live={live} path={tab.key} />;
}

function Written({ live, path }: { live: LiveDoc; path: string }) {
  const element = useRef<HTMLDivElement>(null);
  const [view, show] = useState<EditorView>();
  const doc = live.doc.value;
  useEffect(() => {
    const made = edit(element.current!, rootOf(doc, "rich") as Y.XmlFragment, path, () => may("documents:write"));
    show(made);
    active.value = { view: made, path };
    if (wanted.peek()?.path === path && wanted.peek()?.focus) made.focus();
    if (wanted.peek()?.path === path) wanted.value = undefined;
    return () => {
      if (active.peek()?.view === made) active.value = undefined;
      show(undefined);
      made.destroy();
    };
  }, [doc]);
  const below = (event: MouseEvent) => {
    if (event.target === event.currentTarget && view?.editable) goToEnd(view);
  };
  return (
    <div class="note" data-place="note">
      {view && may("documents:write") && <Bar view={view} />}
      <Trouble live={live} />
      <div class="note-page" onClick={below}>
        <div ref={element} key={doc.guid} data-focus />
      </div>
    </div>
  );
}

/** What keeps the note from the server or from the disk. */
function Trouble({ live }: { live: LiveDoc }) {
  const said = live.refused.value || live.status.value?.detail;
  if (!may("documents:write")) return <p class="note-trouble">{text.readOnly}</p>;
  return said ? (
    <p class="note-trouble" role="status">
      {said}
    </p>
  ) : null;
}
