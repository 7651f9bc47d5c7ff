import { ArrowDown, ArrowUp, GitBranch, GitMerge } from "lucide-preact";
import { run } from "../commands/registry.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { changed, status } from "./state.ts";

/** The branch in the status bar; it switches to another. */
export function Branch() {
  const now = status.value;
  if (!now) return null;
  const name = now.branch || words.git.noBranch(now.head);
  const about = [
    now.operation && words.git.operation[now.operation],
    now.ahead > 0 && words.git.ahead(now.ahead),
    now.behind > 0 && words.git.behind(now.behind),
  ].filter((each) => each);
  const inside = (
    <>
      {now.operation ? <GitMerge size={14} /> : <GitBranch size={14} />}
      <bdi class="git-branch">{name}</bdi>
      {changed.value > 0 && <span aria-hidden="true">*</span>}
      {now.behind > 0 && (
        <span class="git-count" aria-hidden="true">
          <ArrowDown size={11} />
          {now.behind}
        </span>
      )}
      {now.ahead > 0 && (
        <span class="git-count" aria-hidden="true">
          <ArrowUp size={11} />
          {now.ahead}
        </span>
      )}
    </>
  );
  const label = [`${words.git.branch}: ${name}`, ...about].join(", ");
  if (!may("git:write"))
    return (
      <span class="status-part" data-tip={label}>
        {inside}
      </span>
    );
  return (
    <button type="button" class="status-part" aria-label={label} data-tip="" onClick={() => void run("git.switch")}>
      {inside}
    </button>
  );
}
