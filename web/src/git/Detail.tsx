import { X } from "lucide-preact";
import { IconButton } from "../look/IconButton.tsx";
import { fail } from "../notices/notices.ts";
import type { CommitDetail } from "../rpc.gen.ts";
import { may } from "../server.ts";
import { copy } from "../shell/menu.ts";
import { words } from "../words/index.ts";
import { askBranch, showCommitDiff, switchTo } from "./acting.tsx";
import { Ref } from "./Log.tsx";
import { choose } from "./log.ts";
import { folderOf, nameOf } from "./paths.ts";

/** What is known of a commit, and the files that it changed. */
export function Detail({ it: { commit, files } }: { it: CommitDetail }) {
  const parent = commit.parents[0] ?? "";
  return (
    <section class="git-detail" aria-label={words.git.details}>
      <header>
        <h2>{commit.subject}</h2>
        <IconButton icon={X} title={words.git.close} onClick={() => void choose("")} />
      </header>
      {commit.body && <pre>{commit.body}</pre>}
      <p>
        {commit.author} · {new Date(commit.at * 1000).toLocaleString()} · <code>{commit.id.slice(0, 8)}</code>
      </p>
      {(commit.refs ?? []).length > 0 && (
        <p>
          {(commit.refs ?? []).map((each) => (
            <Ref key={each} name={each} />
          ))}
        </p>
      )}
      <div class="git-detail-acts">
        <button type="button" onClick={() => void copy(commit.id)}>
          {words.git.copyId}
        </button>
        {may("git:write") && (
          <>
            <button type="button" onClick={() => void askBranch(commit.id).catch(fail)}>
              {words.git.branchHere}
            </button>
            <button type="button" onClick={() => void switchTo(commit.id)}>
              {words.git.checkOut}
            </button>
          </>
        )}
      </div>
      <h3>
        {words.git.files} ({files.length})
      </h3>
      <ul>
        {files.map((each) => (
          <li key={each.path}>
            <button type="button" class="bare" onClick={() => showCommitDiff(commit.id, parent, each.path)}>
              <span class={`git-letter ${each.change}`} role="img" aria-label={words.git.change[each.change]}>
                {words.git.letter[each.change]}
              </span>
              <bdi>
                {nameOf(each.path)} <span>{folderOf(each.path)}</span>
              </bdi>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
