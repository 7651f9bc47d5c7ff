import { CircleCheckBig, FileDiff as FileIcon, Unplug } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { openFile } from "../editor/index.tsx";
import { Empty } from "../look/Empty.tsx";
import { fail } from "../notices/notices.ts";
import type { FileDiff } from "../rpc.gen.ts";
import { here, may, server } from "../server.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { discard, stage, unstage } from "./acting.tsx";
import { Hunk } from "./Hunk.tsx";
import { folderOf, nameOf } from "./paths.ts";
import { type Side, sideOf } from "./sides.ts";
import { version } from "./state.ts";
import "./diff.css";

const MOST = 2_000;

async function fetched(side: Side): Promise<FileDiff | undefined> {
  const { path } = side;
  const ends = side.kind === "commit" ? { before: side.before, after: side.after } : { staged: side.kind === "staged" };
  const found = await server.git.diff({ workspace: here.value, path, ...ends });
  return found.find((each) => each.path === path) ?? found[0];
}

/** How a file differs, hunk by hunk; each, or some of its lines, can be staged, taken back and discarded. */
export default function Diff({ tab }: { tab: Tab }) {
  const side = sideOf(tab.key);
  const [diff, show] = useState<FileDiff | "same" | Error | undefined>(undefined);
  useEffect(() => {
    let alive = true;
    const shown = (found: FileDiff | Error | undefined) => alive && show(found ?? "same");
    void fetched(side).then(shown, (error: Error) => shown(error));
    return () => {
      alive = false;
    };
  }, [tab.key, side.kind === "commit" ? 0 : version.value]);
  return (
    <div class="git-diff" data-place="git-diff" onKeyDown={moved}>
      {diff === undefined ? (
        <div class="git-wait busy" />
      ) : diff instanceof Error ? (
        <Empty icon={Unplug} text={diff.message} />
      ) : diff === "same" ? (
        <Same path={side.path} />
      ) : (
        <Shown diff={diff} side={side} />
      )}
    </div>
  );
}

function Same({ path }: { path: string }) {
  return (
    <Empty icon={CircleCheckBig} text={words.git.same}>
      <button type="button" data-focus onClick={() => openFile(path)}>
        {words.git.openFile}
      </button>
    </Empty>
  );
}

/** F7 goes to the next hunk, arrows to the next line that can be chosen. */
function moved(event: KeyboardEvent): void {
  const box = event.currentTarget as HTMLElement;
  const go = (what: string, by: 1 | -1) => {
    const all = [...box.querySelectorAll<HTMLElement>(what)];
    const own = document.activeElement?.closest(what);
    const at = own ? all.indexOf(own as HTMLElement) : -1;
    const next = all[at < 0 ? 0 : (at + by + all.length) % all.length];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  };
  if (event.key === "F7") go(".git-hunk", event.shiftKey ? -1 : 1);
  else if (!(event.target as Element).matches(".git-pick")) return;
  else if (event.key === "ArrowDown") go(".git-pick", 1);
  else if (event.key === "ArrowUp") go(".git-pick", -1);
}

function Shown({ diff, side }: { diff: FileDiff; side: Side }) {
  const [most, more] = useState(MOST);
  let room = most;
  const hunks = (diff.hunks ?? []).filter((each) => {
    const fits = room > 0;
    room -= each.lines.length;
    return fits;
  });
  const left = (diff.hunks ?? []).slice(hunks.length).reduce((sum, each) => sum + each.lines.length, 0);
  return (
    <>
      <Head diff={diff} side={side} />
      <div class="git-hunks">
        {!diff.hunks?.length && <p class="git-note">{noteOf(diff)}</p>}
        {hunks.map((hunk, at) => (
          <Hunk key={hunk.id} hunk={hunk} side={side} at={at} of={diff.hunks!.length} />
        ))}
        {left > 0 && (
          <button type="button" class="git-rest" onClick={() => more(most + MOST)}>
            {words.git.moreLines(left)}
          </button>
        )}
      </div>
    </>
  );
}

function noteOf(diff: FileDiff): string {
  if (diff.cut) return words.git.tooLong;
  if (diff.binary) return words.git.binary;
  if (diff.old_mode !== diff.new_mode && diff.change === "changed")
    return words.git.modeOnly(diff.old_mode, diff.new_mode);
  return diff.from ? words.git.movedOnly : words.git.binary;
}

function Head({ diff, side }: { diff: FileDiff; side: Side }) {
  const paths = [diff.path];
  const acts = may("git:write") && side.kind !== "commit";
  return (
    <header class="git-head">
      <h2>
        <FileIcon size={15} />
        <bdi>
          {nameOf(diff.path)} <span>{diff.from ? words.git.was(diff.from) : folderOf(diff.path)}</span>
        </bdi>
      </h2>
      <span class="git-size">
        {diff.added > 0 && <b class="more">+{diff.added}</b>}
        {diff.removed > 0 && <b class="less">−{diff.removed}</b>}
        <span class="unseen">
          {words.git.added(diff.added)}, {words.git.removed(diff.removed)}
        </span>
      </span>
      {diff.change !== "deleted" && (
        <button type="button" onClick={() => openFile(diff.path)}>
          {words.git.openFile}
        </button>
      )}
      {acts && side.kind === "work" && (
        <>
          <button type="button" onClick={() => void discard(paths).catch(fail)}>
            {words.git.discard}
          </button>
          <button type="button" class="main" onClick={() => void stage(paths)}>
            {words.git.stage}
          </button>
        </>
      )}
      {acts && side.kind === "staged" && (
        <button type="button" class="main" onClick={() => void unstage(paths)}>
          {words.git.unstage}
        </button>
      )}
    </header>
  );
}
