import {
  ArrowDownToLine,
  ArrowUpFromLine,
  CircleCheckBig,
  Ellipsis,
  FolderGit2,
  GitCommitHorizontal,
  Lock,
  OctagonX,
  RefreshCw,
  Unplug,
} from "lucide-preact";
import { run } from "../commands/registry.ts";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { openMenuUnder } from "../look/Menu.tsx";
import { SideHead } from "../look/SideHead.tsx";
import type { CheckoutStatus } from "../rpc.gen.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { cancel, commit, init } from "./acting.tsx";
import { List } from "./List.tsx";
import { ask, conflicts, doing, message, progress, status, trouble } from "./state.ts";
import "./git.css";

const MENU = [
  "git.amend",
  "-",
  "git.fetch",
  "git.addRemote",
  "-",
  "git.switch",
  "git.createBranch",
  "git.merge",
  "git.rebase",
  "git.deleteBranch",
  "-",
  "git.stash",
  "git.unstash",
] as const;

/** What changed, what the next commit holds, and its message. */
export function Changes() {
  const now = status.value;
  return (
    <div class="git" data-place="git">
      <SideHead title={words.git.title}>
        {now && (
          <>
            <IconButton icon={GitCommitHorizontal} command="git.log" />
            {may("git:write") && (
              <>
                <IconButton icon={ArrowDownToLine} command="git.pull" />
                <IconButton icon={ArrowUpFromLine} command="git.push" />
                <IconButton
                  icon={Ellipsis}
                  title={words.git.actions}
                  aria-haspopup="menu"
                  onClick={(event) => openMenuUnder(event.currentTarget, MENU)}
                />
              </>
            )}
          </>
        )}
      </SideHead>
      {now ? <There now={now} /> : <None />}
    </div>
  );
}

function None() {
  const why = trouble.value;
  if (!why)
    return (
      <div class="git-wait busy" role="status">
        {words.git.waiting}
      </div>
    );
  if (why.kind === "NoRepository")
    return (
      <Empty icon={FolderGit2} text={words.git.none}>
        {may("git:write") && (
          <button type="button" class="main" data-focus onClick={() => void init()}>
            {words.git.init}
          </button>
        )}
      </Empty>
    );
  if (!may("git:read")) return <Empty icon={Lock} text={why.text} />;
  return (
    <Empty icon={Unplug} text={why.text}>
      <button type="button" data-focus onClick={() => void ask()}>
        {words.git.again}
      </button>
    </Empty>
  );
}

function There({ now }: { now: CheckoutStatus }) {
  return (
    <>
      {may("git:write") && <Message now={now} />}
      {doing.value && doing.value !== "commit" && <Doing />}
      {now.operation && <Waiting now={now} />}
      {now.total ? <List now={now} /> : <Empty icon={CircleCheckBig} text={words.git.clean} />}
      {now.total > now.files.length && <p class="git-more">{words.git.more(now.total - now.files.length)}</p>}
    </>
  );
}

function Message({ now }: { now: CheckoutStatus }) {
  const staged = now.files.some((each) => each.staged && !each.conflict);
  const ready = message.value.trim() !== "" && now.total > 0 && !doing.value && !now.operation;
  return (
    <div class="git-message">
      <textarea
        aria-label={words.git.message}
        placeholder={words.git.messageHow(now.branch)}
        rows={Math.min(8, Math.max(2, message.value.split("\n").length))}
        value={message.value}
        onInput={(event) => (message.value = event.currentTarget.value)}
      />
      {!now.operation && (
        <button
          type="button"
          class="main"
          disabled={!ready}
          data-tip={staged ? "" : words.git.commitHow}
          onClick={() => void commit()}
        >
          {staged ? words.git.commit : words.git.commitAll}
        </button>
      )}
      <Upstream now={now} />
    </div>
  );
}

/** What is to be pulled and pushed. */
function Upstream({ now }: { now: CheckoutStatus }) {
  if (!now.ahead && !now.behind) return null;
  return (
    <div class="git-upstream">
      {now.behind > 0 && (
        <button type="button" disabled={!!doing.value} onClick={() => void run("git.pull")}>
          <ArrowDownToLine size={14} />
          {words.git.behind(now.behind)}
        </button>
      )}
      {now.ahead > 0 && (
        <button type="button" disabled={!!doing.value} onClick={() => void run("git.push")}>
          <ArrowUpFromLine size={14} />
          {words.git.ahead(now.ahead)}
        </button>
      )}
    </div>
  );
}

function Doing() {
  return (
    <div class="git-doing busy" role="status">
      <RefreshCw size={14} />
      <span>
        {words.git.doing[doing.value]} <span class="soft">{progress.value}</span>
      </span>
      <IconButton icon={OctagonX} title={words.git.cancelIt} onClick={cancel} />
    </div>
  );
}

/** A merge or rebase that waits. */
function Waiting({ now }: { now: CheckoutStatus }) {
  const left = conflicts.value.length;
  return (
    <section class="git-waiting" aria-label={words.git.operation[now.operation]}>
      <p>
        <strong>{words.git.operation[now.operation]}</strong> {words.git.open(left)}
      </p>
      {may("git:write") && (
        <div>
          <button type="button" class="main" disabled={left > 0} onClick={() => void run("git.continue")}>
            {words.git.goOn}
          </button>
          {now.operation === "rebase" && (
            <button type="button" onClick={() => void run("git.skip")}>
              {words.git.skip}
            </button>
          )}
          <button type="button" onClick={() => void run("git.abort")}>
            {words.git.abort}
          </button>
        </div>
      )}
    </section>
  );
}
