import {
  ChevronsDownUp,
  ChevronsUpDown,
  Search as Glass,
  LockKeyhole,
  RefreshCw,
  SearchX,
  Square,
  Unplug,
  X,
} from "lucide-preact";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { SideHead } from "../look/SideHead.tsx";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { foldAll } from "./acting.ts";
import { Fields } from "./Fields.tsx";
import { answered, clear, files, LIMIT, lineCount, progress, search, state, stop } from "./found.ts";
import * as query from "./query.ts";
import { Results } from "./Results.tsx";
import "./search.css";

const text = words.search;

/** Looking for text in all files, or for files. */
export function SearchView() {
  const running = state.value.is === "running";
  const open = files.value.some((each) => !each.closed);
  if (!may("files:read")) return <Empty icon={LockKeyhole} text={text.denied} />;
  return (
    <div class="search" data-place="search">
      <SideHead title={text.title}>
        <IconButton
          icon={RefreshCw}
          title={text.refresh}
          disabled={!query.pattern.value}
          onClick={() => void search()}
        />
        <IconButton
          icon={open ? ChevronsDownUp : ChevronsUpDown}
          title={open ? text.collapse : text.expand}
          disabled={!lineCount.value}
          onClick={foldAll}
        />
        <IconButton icon={X} title={text.clear} disabled={!query.pattern.value} onClick={clear} />
      </SideHead>
      <fieldset class="search-modes" aria-label={text.what}>
        {[false, true].map((names) => (
          <button
            key={String(names)}
            type="button"
            class="bare"
            aria-pressed={query.byName.value === names}
            onClick={() => (query.byName.value = names)}
          >
            {names ? text.names : text.contents}
          </button>
        ))}
      </fieldset>
      <Fields />
      <div class="search-said">
        <p role="status">{said()}</p>
        {running && (
          <button type="button" onClick={stop}>
            <Square size={12} /> {text.stop}
          </button>
        )}
        {!running && files.value.some((each) => each.stale) && (
          <button type="button" onClick={() => void search()} aria-label={`${text.staleAll} ${text.refresh}`}>
            <RefreshCw size={12} /> {text.refresh}
          </button>
        )}
      </div>
      {files.value.length ? <Results /> : <Nothing />}
    </div>
  );
}

function said(): string {
  const it = state.value;
  const count = files.value.length;
  const names = !lineCount.value;
  const counted = names ? text.namesCounted(count) : text.counted(lineCount.value, count);
  if (progress.value) return text.replacing(progress.value.done, progress.value.of);
  if (it.is === "running") return count ? `${text.running} ${counted}` : text.running;
  if (it.is === "failed" && it.kind === "ConnectionLost") return text.lost;
  if (it.is === "failed" && it.kind !== "Unacceptable") return it.message;
  if (it.is === "stopped") return count ? `${text.stopped} ${counted}` : text.stopped;
  if (!count) return "";
  if (it.is === "done" && it.limited) return names ? text.namesLimited(count) : text.limited(LIMIT);
  return counted;
}

/** Why nothing is shown, and what could widen it. */
function Nothing() {
  const it = state.value;
  if (it.is === "idle") return <Empty icon={Glass} text={query.byName.value ? text.idleNames : text.idle} />;
  if (it.is === "failed" && it.kind === "ConnectionLost") return <Empty icon={Unplug} text={text.lost} />;
  if (it.is !== "done") return null;
  const { pattern, hidden, ignored, include, exclude, path } = answered.value;
  if (query.byName.value) return <Empty icon={SearchX} text={text.nothing(pattern)} />;
  const left = [
    !hidden && text.leftHidden,
    !ignored && text.leftIgnored,
    include.length > 0 && text.leftInclude,
    exclude.length > 0 && text.leftExclude,
    path && text.leftFolder(path),
  ].filter((each) => typeof each === "string" && each !== "") as string[];
  return (
    <Empty icon={SearchX} text={`${text.nothing(pattern)} ${left.length ? text.leftOut(left) : ""}`}>
      {!ignored && <Widen title={text.ignoredIn} act={() => (query.ignored.value = true)} />}
      {!hidden && <Widen title={text.hiddenIn} act={() => (query.hidden.value = true)} />}
      {path && <Widen title={text.allFiles} act={() => (query.folder.value = "")} />}
    </Empty>
  );
}

function Widen({ title, act }: { title: string; act: () => void }) {
  return (
    <button type="button" onClick={act}>
      {title}
    </button>
  );
}
