import { history, historyKeymap } from "@codemirror/commands";
import { EditorState, Text } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { CircleCheckBig, FileX, Unplug } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { composed, conflicts, left } from "../editor/conflicts.ts";
import { merged } from "../editor/difference.ts";
import { goTo } from "../editor/going.ts";
import { openFile } from "../editor/index.tsx";
import { always } from "../editor/setup.ts";
import { Empty } from "../look/Empty.tsx";
import { later } from "../look/later.tsx";
import type { ConflictSides } from "../rpc.gen.ts";
import { here, may, server } from "../server.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { resolve } from "./acting.tsx";
import { marked } from "./marks.ts";
import { conflicts as inConflict, status } from "./state.ts";
import "../editor/merge.css";
import "../editor/editor.css";
import "./conflict.css";

/** Results as far as they are made, of tabs that are not shown now. */
const begun = new Map<string, { version: string; state: EditorState }>();

/** Whether a file is in conflict, as far as is known. */
const isOpen = (path: string): boolean => !status.value || inConflict.value.some((each) => each.path === path);

const Compare = later(async () => (await import("../compare/Compare.tsx")).default);

/** A file in conflict: both sides, and the text that is to become of them. */
export default function Conflict({ tab }: { tab: Tab }) {
  const path = tab.key;
  const open = isOpen(path);
  const [sides, show] = useState<ConflictSides | Error | undefined>(undefined);
  const [asked, again] = useState(0);
  useEffect(() => {
    let alive = true;
    const shown = (it: ConflictSides | Error) => alive && show(it);
    if (open) void server.git.conflict({ workspace: here.value, path }).then(shown, (error: Error) => shown(error));
    return () => {
      alive = false;
    };
  }, [path, open, asked]);
  const load = () => {
    show(undefined);
    again(asked + 1);
  };
  if (!open)
    return (
      <Empty icon={CircleCheckBig} text={words.git.noConflict}>
        <button type="button" data-focus onClick={() => openFile(path)}>
          {words.git.openFile}
        </button>
      </Empty>
    );
  if (sides instanceof Error)
    return (
      <Empty icon={Unplug} text={sides.message}>
        <button type="button" data-focus onClick={load}>
          {words.git.loadAgain}
        </button>
      </Empty>
    );
  if (!sides || sides.path !== path) return <div class="git-wait busy" />;
  const whole = sides.ours === null || sides.theirs === null || (sides.merged === null && sides.version !== "new");
  return whole ? <Whole it={sides} /> : <Merging key={path} it={sides} load={load} />;
}

function Sides({ it }: { it: ConflictSides }) {
  const write = may("git:write");
  return (
    <>
      <button type="button" disabled={!write} onClick={() => void resolve(it.path, "ours")}>
        {words.git.takeOurs}
      </button>
      <button type="button" disabled={!write} onClick={() => void resolve(it.path, "theirs")}>
        {words.git.takeTheirs}
      </button>
    </>
  );
}

/** One side has no text: one of them is taken whole. */
function Whole({ it }: { it: ConflictSides }) {
  return (
    <Empty icon={FileX} text={`${it.conflict}. ${words.git.noText}`}>
      <Sides it={it} />
    </Empty>
  );
}

const lines = (text: string): string[] => text.split("\n");

function Merging({ it, load }: { it: ConflictSides; load: () => void }) {
  const [refused, refuse] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>();
  const [open, count] = useState(0);
  useEffect(() => {
    const made = edited(it, box.current!, count);
    view.current = made;
    goTo(made, left(made.state)[0]?.from ?? 0);
    return () => {
      if (isOpen(it.path)) begun.set(it.path, { version: it.version, state: made.state });
      else begun.delete(it.path);
      made.destroy();
    };
  }, [it]);
  const next = () => {
    const places = view.current ? left(view.current.state) : [];
    const place = places.find((each) => each.from > view.current!.state.selection.main.head) ?? places[0];
    if (place) goTo(view.current!, place.from);
  };
  const save = async () => refuse(!(await resolve(it.path, "text", view.current?.state.doc.toString(), it.version)));
  const titles = [words.git.theirs(it.theirs_name), words.git.ours(it.ours_name)] as const;
  return (
    <div class="merge git-merge" data-place="git-conflict">
      <div class="editor-bar" role="status">
        <p>
          {it.conflict}: {words.git.toDecide(open)}
        </p>
        <button type="button" disabled={!open} onClick={next}>
          {words.git.nextPlace}
        </button>
        <Sides it={it} />
        <button type="button" class="main" disabled={open > 0 || !may("git:write")} onClick={() => void save()}>
          {words.git.save}
        </button>
        {refused && (
          <button type="button" onClick={load}>
            {words.git.loadAgain}
          </button>
        )}
      </div>
      <Compare path={it.path} before={it.theirs ?? ""} after={it.ours ?? ""} titles={titles} />
      <h2 class="merge-head">{words.git.result}</h2>
      <div ref={box} class="editor-box" />
    </div>
  );
}

function edited(it: ConflictSides, parent: HTMLElement, count: (open: number) => void): EditorView {
  const kept = begun.get(it.path);
  const state = kept?.version === it.version ? kept.state : stateOf(it);
  count(left(state).length);
  return new EditorView({
    state,
    parent,
    dispatchTransactions: (all, view) => {
      view.update(all);
      count(left(view.state).length);
    },
  });
}

function stateOf(it: ConflictSides): EditorState {
  const sides = [it.base, it.ours, it.theirs].map((text) => lines(text ?? "")) as [string[], string[], string[]];
  const made = composed(it.merged === null ? merged(...sides) : marked(lines(it.merged)));
  return EditorState.create({
    doc: Text.of(made.lines.length ? made.lines : [""]),
    extensions: [
      conflicts(made.places, { theirs: words.git.takeTheirs, mine: words.git.takeOurs }),
      history(),
      keymap.of(historyKeymap),
      always,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": words.git.result }),
    ],
  });
}
