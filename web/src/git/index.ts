// git: what changed, what the next commit holds, branches, the past, and other repositories.

import { effect } from "@preact/signals";
import { GitBranch, GitCommitHorizontal, GitCompare, GitMerge } from "lucide-preact";
import { register } from "../commands/registry.ts";
import { activePath } from "../editor/index.tsx";
import { rested } from "../look/idle.ts";
import { later } from "../look/later.tsx";
import { may } from "../server.ts";
import { showSide } from "../shell/layout.ts";
import { addSideView, addStatus, addTabKind, ready } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { begin, changed, conflicts, status } from "./state.ts";

const view = () => import("./Changes.tsx");
const acting = () => import("./acting.tsx");
const picking = () => import("./picking.ts");
const there = (): boolean => status.value !== undefined;
const writes = (): boolean => there() && may("git:write");
const waits = (): boolean => writes() && status.value?.operation !== "";

/** Shows it once it is loaded, so that the keyboard finds it. */
async function show(): Promise<void> {
  await view();
  showSide("git");
}

/** Adds git to the frame. */
export function start(): void {
  addSideView({
    id: "git",
    title: words.git.title,
    icon: GitBranch,
    View: later(async () => (await view()).Changes),
    badge: changed,
    command: "git.show",
  });
  addTabKind("git-diff", { View: later(async () => (await import("./Diff.tsx")).default), icon: () => GitCompare });
  addTabKind("git-log", {
    View: later(async () => (await import("./Log.tsx")).default),
    icon: () => GitCommitHorizontal,
  });
  addTabKind("git-conflict", {
    View: later(async () => (await import("./Conflict.tsx")).default),
    icon: () => GitMerge,
  });
  addStatus(
    "left",
    later(async () => rested().then(async () => (await import("./Branch.tsx")).Branch)),
  );
  const end = effect(() => {
    if (!ready.value) return;
    queueMicrotask(() => end());
    begin();
    rested()
      .then(async () => (await import("./gutter.ts")).mark())
      .catch(() => {});
  });
  commands();
}

function commands(): void {
  register(
    { id: "git.show", title: words.git.show, key: "Mod+Shift+G", run: show },
    { id: "git.log", title: words.git.log, when: there, run: async () => (await acting()).showLog() },
    {
      id: "git.commit",
      title: words.git.commit,
      key: "Mod+Enter",
      place: "git",
      when: writes,
      run: async () => (await acting()).commit(),
    },
    { id: "git.amend", title: words.git.amend, when: writes, run: async () => (await acting()).commit(true) },
    {
      id: "git.switch",
      title: words.git.switchTo,
      when: writes,
      run: async () => (await picking()).pickBranch("switch"),
    },
    {
      id: "git.createBranch",
      title: words.git.newBranchHere,
      when: writes,
      run: async () => (await acting()).askBranch(),
    },
    { id: "git.merge", title: words.git.merge, when: writes, run: async () => (await picking()).pickBranch("merge") },
    {
      id: "git.rebase",
      title: words.git.rebase,
      when: writes,
      run: async () => (await picking()).pickBranch("rebase"),
    },
    {
      id: "git.deleteBranch",
      title: words.git.deleteBranch,
      when: writes,
      run: async () => (await picking()).pickBranch("delete"),
    },
    { id: "git.fetch", title: words.git.fetch, when: writes, run: async () => (await acting()).fetch() },
    { id: "git.pull", title: words.git.pull, when: writes, run: async () => (await acting()).pull() },
    { id: "git.push", title: words.git.push, when: writes, run: async () => (await acting()).push() },
    {
      id: "git.stash",
      title: words.git.stash,
      when: () => writes() && changed.value > 0,
      run: async () => (await acting()).askStash(),
    },
    { id: "git.unstash", title: words.git.unstash, when: writes, run: async () => (await picking()).pickStash() },
    { id: "git.addRemote", title: words.git.addRemote, when: writes, run: async () => (await acting()).askRemote() },
    {
      id: "git.continue",
      title: words.git.goOn,
      when: () => waits() && !conflicts.value.length,
      run: async () => void (await (await acting()).goOn()),
    },
    {
      id: "git.skip",
      title: words.git.skip,
      when: () => waits() && status.value?.operation === "rebase",
      run: async () => void (await (await acting()).skip()),
    },
    { id: "git.abort", title: words.git.abort, when: waits, run: async () => void (await (await acting()).abort()) },
    {
      id: "git.diff",
      title: words.git.openChanges,
      when: () => there() && activePath.value !== "",
      run: async () => (await acting()).showDiff(activePath.peek(), "work", false),
    },
    {
      id: "git.next",
      title: words.git.nextChange,
      key: "Alt+F5",
      place: "editor",
      when: () => activePath.value !== "",
      run: async () => (await import("./gutter.ts")).step(1),
    },
    {
      id: "git.previous",
      title: words.git.previousChange,
      key: "Shift+Alt+F5",
      place: "editor",
      when: () => activePath.value !== "",
      run: async () => (await import("./gutter.ts")).step(-1),
    },
    {
      id: "git.blame",
      title: words.git.blame,
      when: () => there() && activePath.value !== "",
      run: async () => (await import("./blame.ts")).tellLine(),
    },
  );
}
