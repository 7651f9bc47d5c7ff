import { FileWarning } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { run } from "../commands/registry.ts";
import { Empty } from "../look/Empty.tsx";
import { later } from "../look/later.tsx";
import { isNotebook } from "../notebook/state.ts";
import { isNote } from "../notes/state.ts";
import { RpcError } from "../rpc.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { Bars } from "./Bars.tsx";
import { already, isLarge, type Opened, opened, whenChanged } from "./documents.ts";
import { draw, drawn } from "./drawn.ts";
import { Editor } from "./Editor.tsx";
import { FileText } from "./filetext.ts";
import { Loading } from "./Loading.tsx";
import type { LiveText } from "./live.ts";
import "./editor.css";

const Merge = later(async () => (await import("./Merge.tsx")).default, Loading);
const Picture = later(async () => (await import("./Picture.tsx")).default, Loading);
const Viewer = later(async () => (await import("./Viewer.tsx")).default, Loading);
const Note = later(async () => (await import("../notes/Note.tsx")).default, Loading);
const Notebook = later(async () => (await import("../notebook/Notebook.tsx")).default, Loading);
const Parts = later(async () => (await import("./Parts.tsx")).default, Loading);

/** A file in a tab: an editor, a picture, or why there is none. */
export function FileTab({ tab, group }: { tab: Tab; group: string }) {
  if (isNote(tab.key)) return <Note key={tab.key} tab={tab} />;
  const other = <Other tab={tab} group={group} />;
  return isNotebook(tab.key) ? <Notebook key={tab.key} tab={tab} otherwise={other} /> : other;
}

function Other({ tab, group }: { tab: Tab; group: string }) {
  const [it, set] = useState<Opened | Error | undefined>(() => already(tab.key));
  const [again, retry] = useState(0);
  useEffect(() => {
    let alive = true;
    const show = () =>
      opened(tab.key).then(
        (found) => alive && set((before) => (sameAs(before, found) ? before : found)),
        (error) => alive && set(error),
      );
    void show();
    const end = whenChanged(tab.key, () => void show());
    return () => {
      alive = false;
      end();
    };
  }, [tab.key, again]);
  if (!it) return <Loading />;
  if (it instanceof Error) return <Failed error={it} path={tab.key} retry={() => (set(undefined), retry(again + 1))} />;
  if ("text" in it) return <TextFile text={it.text} group={group} />;
  const View = isLarge(it.content) ? Parts : Viewer;
  return <View key={it.content.version} content={it.content} />;
}

/** Whether nothing is new; an event may tell of what was just read. */
const sameAs = (before: Opened | Error | undefined, found: Opened): boolean =>
  !!before &&
  "content" in before &&
  "content" in found &&
  before.content.path === found.content.path &&
  before.content.version === found.content.version;

function TextFile({ text, group }: { text: LiveText; group: string }) {
  const [merging, merge] = useState(false);
  const trouble = text.trouble.value;
  const theirs = trouble?.kind === "changed" ? trouble.theirs : undefined;
  if (drawn.value.has(text.path.value)) return <Drawing text={text} />;
  if (merging && theirs && text instanceof FileText)
    return <Merge text={text} theirs={theirs} done={() => merge(false)} />;
  return (
    <div class="editor" data-place="editor" data-unsaved={!text.settled.value || undefined}>
      <Bars text={text} compare={() => merge(true)} />
      <Editor text={text} group={group} />
    </div>
  );
}

/** A drawing (SVG) as it is on disk, instead of its text. */
function Drawing({ text }: { text: LiveText }) {
  const path = text.path.value;
  const content = { path, media_type: "image/svg+xml", size: text.doc.length, version: text.version };
  return <Picture content={content} text={() => draw(path, false)} />;
}

function Failed({ error, path, retry }: { error: Error; path: string; retry: () => void }) {
  const missing = error instanceof RpcError && error.kind === "NotFound";
  return (
    <Empty icon={FileWarning} text={missing ? words.editor.notThere(path) : error.message}>
      <button type="button" onClick={retry}>
        {words.editor.tryAgain}
      </button>
      <button type="button" onClick={() => void run("shell.closeTab")}>
        {words.editor.closeTab}
      </button>
    </Empty>
  );
}
