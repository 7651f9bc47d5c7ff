import { FolderGit2, GitBranch, Plus, TriangleAlert } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { run } from "../commands/registry.ts";
import { Empty } from "../look/Empty.tsx";
import { fail } from "../notices/notices.ts";
import type { WorkspaceInfo } from "../rpc.gen.ts";
import { may, workspace } from "../server.ts";
import { lookForWorkspaces } from "../shell/workspaces.ts";
import { words } from "../words/index.ts";
import { askToRemove } from "./asking.tsx";
import { called, family, go, review, worktrees } from "./list.ts";
import "./trees.css";

/** The project's own folder and its worktrees: to go there, to review, to make and to delete one. */
export default function Trees() {
  useEffect(() => void lookForWorkspaces(), []);
  const makes = may("workspaces:write") && (
    <button type="button" class="main" data-focus onClick={() => void run("trees.create")}>
      <Plus size={15} />
      {words.trees.create}
    </button>
  );
  if (!worktrees.value.length)
    return (
      <Empty icon={FolderGit2} text={words.trees.none}>
        {makes || <span class="soft">{words.trees.noRights}</span>}
      </Empty>
    );
  return (
    <div class="trees">
      <header>
        <h2>{words.trees.title}</h2>
        {makes}
      </header>
      <ul>
        {family.value.map((each) => (
          <Tree key={each.id} it={each} />
        ))}
      </ul>
    </div>
  );
}

function Tree({ it }: { it: WorkspaceInfo }) {
  const here = it.id === workspace.value?.id;
  const name = called(it);
  return (
    <li data-here={here || undefined}>
      <div class="trees-what">
        <h3>
          <bdi>{name}</bdi>
          {here && <span class="trees-here">{words.trees.isHere}</span>}
        </h3>
        {it.trouble ? (
          <p class="trees-trouble">
            <TriangleAlert size={13} />
            {it.trouble}
          </p>
        ) : (
          <p>
            {it.base ? <GitBranch size={13} /> : <FolderGit2 size={13} />}
            <bdi>{it.base ? it.branch : words.trees.main}</bdi>
          </p>
        )}
      </div>
      <div class="trees-acts">
        {it.base && !it.trouble && (
          <button type="button" aria-label={words.trees.reviewOf(name)} onClick={() => review(it)}>
            {words.trees.review}
          </button>
        )}
        {!here && !it.trouble && (
          <button type="button" aria-label={`${words.trees.go} ${name}`} onClick={() => go(it)}>
            {words.trees.go}
          </button>
        )}
        {it.base && may("workspaces:write") && (
          <button
            type="button"
            aria-label={`${words.trees.remove} ${name}`}
            onClick={() => void askToRemove(it).catch(fail)}
          >
            {words.trees.remove}
          </button>
        )}
      </div>
    </li>
  );
}
