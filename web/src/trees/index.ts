// Worktrees: more checkouts of a project, each a workspace; what was done there is reviewed and merged.

import { FolderGit2, GitCompareArrows } from "lucide-preact";
import { register } from "../commands/registry.ts";
import { later } from "../look/later.tsx";
import { may, workspace } from "../server.ts";
import { focusSoon } from "../shell/focus.ts";
import { activeTab, open } from "../shell/layout.ts";
import { addTabKind } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { toggled } from "./deciding.ts";
import { byId, review, worktrees } from "./list.ts";
import { forget, type Reviewing, reviewOf } from "./reviewing.ts";

const asking = () => import("./asking.tsx");
const shown = (): Reviewing | undefined => {
  const tab = activeTab.value;
  return tab?.kind === "review" ? reviewOf(tab.key) : undefined;
};

/** Shows the worktrees of this project. */
export function showTrees(): void {
  open("trees", "", words.trees.title);
  focusSoon("centre");
}

/** Adds worktrees to the frame. */
export function start(): void {
  addTabKind("trees", { View: later(async () => (await import("./Trees.tsx")).default), icon: () => FolderGit2 });
  addTabKind("review", {
    View: later(async () => (await import("./Review.tsx")).default),
    closed: (tab) => forget(tab.key),
    icon: () => GitCompareArrows,
    acts: ["trees.previous", "trees.next", "trees.toggle", "trees.merge"],
  });
  register(
    { id: "trees.show", title: words.trees.show, run: showTrees },
    {
      id: "trees.create",
      title: words.trees.create,
      when: () => may("workspaces:write"),
      run: async () => (await asking()).askToCreate(),
    },
    { id: "trees.review", title: words.trees.reviewWhich, when: () => worktrees.value.length > 0, run: choose },
    {
      id: "trees.next",
      title: words.trees.next,
      key: "F7",
      place: "review",
      when: reviews,
      run: () => shown()?.step(1),
    },
    {
      id: "trees.previous",
      title: words.trees.previous,
      key: "Shift+F7",
      place: "review",
      when: reviews,
      run: () => shown()?.step(-1),
    },
    { id: "trees.toggle", title: words.trees.toggle, key: "F8", place: "review", when: reviews, run: toggle },
    {
      id: "trees.merge",
      title: words.trees.mergeCommand,
      key: "Mod+Enter",
      place: "review",
      when: () => may("files:write") && (shown()?.counts.value.taken ?? 0) > 0,
      run: () => shown()?.merge(),
    },
  );
}

const reviews = (): boolean => shown() !== undefined;

function toggle(): void {
  const it = shown();
  const line = it?.line.peek();
  if (it && line) it.decisions.value = toggled(line, it.decisions.peek());
}

/** Reviews the worktree that this page shows, or the only one; else they are all shown. */
function choose(): void {
  const own = byId(workspace.peek()?.id ?? "");
  const [first, ...others] = worktrees.peek();
  if (own?.base) review(own);
  else if (first && !others.length) review(first);
  else showTrees();
}
