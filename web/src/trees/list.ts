// The worktrees of this page's project, and what is done with them.

import { computed } from "@preact/signals";
import { say } from "../notices/notices.ts";
import type { WorkspaceInfo } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { once, server, workspace } from "../server.ts";
import { focusSoon } from "../shell/focus.ts";
import { close, groups, open } from "../shell/layout.ts";
import { lookForWorkspaces, nameOf, switchTo, workspaces } from "../shell/workspaces.ts";
import { words } from "../words/index.ts";

/** The workspaces of this project: its own folder first, then its worktrees. */
export const family = computed((): readonly WorkspaceInfo[] => {
  const own = workspaces.value.filter((each) => each.project === workspace.value?.project);
  return own.toSorted((a, b) => Number(a.base !== "") - Number(b.base !== "") || a.name.localeCompare(b.name));
});
export const worktrees = computed(() => family.value.filter((each) => each.base));

/** What people call it. */
export const called = (it: WorkspaceInfo | undefined): string => (it?.base ? it.name : nameOf(it));

export const byId = (id: string): WorkspaceInfo | undefined => workspaces.value.find((each) => each.id === id);

/** Makes a worktree of the workspace that this page shows. */
export async function create(name: string, branch: string, start: string): Promise<WorkspaceInfo> {
  const more = { ...(branch && { branch }), ...(start && { start }) };
  const made = await server.workspaces.create({ workspace: workspace.peek()!.id, name, ...more, ...once() });
  await lookForWorkspaces();
  say(words.trees.made(made.name), {
    kind: "done",
    action: { title: words.trees.goTo, run: () => go(made) },
  });
  return made;
}

/** Shows a workspace in this page. */
export function go(it: WorkspaceInfo): void {
  void switchTo(it);
}

/** Deletes a worktree; returns the changed files for which it refuses, if there are any. */
export async function remove(it: WorkspaceInfo, force: boolean): Promise<readonly string[]> {
  try {
    await server.workspaces.delete({ workspace: it.id, force, ...once() });
  } catch (error) {
    const paths =
      error instanceof RpcError && error.kind === "Conflict" ? (error.data["paths"] as string[]) : undefined;
    if (!paths) throw error;
    return paths;
  }
  for (const group of groups.peek()) void close(`review:${it.id}`, group.id);
  await lookForWorkspaces();
  say(words.trees.removed(called(it)), { kind: "done" });
  return [];
}

/** Shows what a worktree changed. */
export function review(it: WorkspaceInfo): void {
  open("review", it.id, words.trees.reviewOf(called(it)));
  focusSoon("centre");
}
