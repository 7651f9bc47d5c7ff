import { run } from "../commands/registry.ts";
import { ask as question } from "../look/Dialog.tsx";
import { fail, say } from "../notices/notices.ts";
import type { MergeOutcome } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { here, once, server } from "../server.ts";
import { focusSoon } from "../shell/focus.ts";
import { open } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { nameOf } from "./paths.ts";
import { ask, conflicts, doing, message, progress, status } from "./state.ts";
import "./asking.css";

const command = () => ({ workspace: here.value, ...once() });
let stop: AbortController | undefined;

/** Does something to the repository and asks how it stands then; a lock left behind can be taken away. */
export async function act<T>(what: () => Promise<T>): Promise<T | undefined> {
  try {
    return await what();
  } catch (error) {
    if (error instanceof RpcError && error.kind === "RepositoryLocked")
      say(error.message, { kind: "failed", action: { title: words.git.unlock, run: () => void act(unlock) } });
    else fail(error);
    return undefined;
  } finally {
    await ask();
  }
}

async function unlock(): Promise<void> {
  await server.git.unlock(command());
  say(words.git.unlocked, { kind: "done" });
}

export const init = (): Promise<unknown> => act(() => server.git.init(command()));
export const stage = (paths: string[], hunk = "", lines: number[] = []): Promise<unknown> =>
  act(() => server.git.stage({ ...command(), paths, hunk, lines }));
export const unstage = (paths: string[], hunk = "", lines: number[] = []): Promise<unknown> =>
  act(() => server.git.unstage({ ...command(), paths, hunk, lines }));

/** Asks, and makes files what they were. */
export async function discard(paths: string[], hunk = "", lines: number[] = []): Promise<void> {
  if (!hunk) {
    const answers = [
      { value: "yes", title: words.git.discard, kind: "bad" },
      { value: "", title: words.git.keep },
    ] as const;
    const title = words.git.discardTitle(paths.length, nameOf(paths[0] ?? ""));
    if ((await question(title, answers, <p>{words.git.discardHow}</p>)) !== "yes") return;
  }
  await act(() => server.git.discard({ ...command(), paths, hunk, lines }));
}

/** Takes a message that was used out of its field, unless the next one is written there by now. */
function spend(sent: string): void {
  if (message.peek() === sent) message.value = "";
}

/** Commits what is staged; all that changed, if nothing is. */
export async function commit(amend = false): Promise<void> {
  const now = status.peek();
  if (!now || doing.peek() || (!amend && !message.peek().trim())) return;
  const staged = now.files.some((each) => each.staged);
  doing.value = "commit";
  await act(async () => {
    if (!staged && !amend && now.operation === "") await server.git.stage({ ...command(), paths: [""] });
    const sent = message.peek();
    const made = await server.git.commit({ ...command(), message: sent, amend });
    spend(sent);
    say(words.git.committed(made.id, made.subject), { kind: "done" });
  });
  doing.value = "";
}

/** Runs what talks to a remote; it can be stopped. */
async function reach(task: "fetch" | "pull" | "push", what: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (doing.peek()) return;
  doing.value = task;
  stop = new AbortController();
  const { signal } = stop;
  await act(() => what(signal));
  doing.value = "";
  progress.value = "";
}

/** Ends what talks to a remote. */
export const cancel = (): void => stop?.abort();

export const fetch = (): Promise<void> =>
  reach("fetch", async (signal) => {
    await server.git.fetch({ workspace: here.value, prune: true }, signal);
    say(words.git.fetched, { kind: "done" });
  });

export const pull = (): Promise<void> =>
  reach("pull", async (signal) => told(await server.git.pull({ workspace: here.value }, signal), words.git.pulled));

export const push = (): Promise<void> =>
  reach("push", async (signal) => {
    const pushed = await server.git.push({ workspace: here.value }, signal);
    const nothing = pushed.state === "unchanged";
    say(nothing ? words.git.pushedNothing : words.git.pushed(pushed.ref, pushed.remote), { kind: "done" });
  });

/** Says what became of a merge or the like. */
function told(outcome: MergeOutcome, done: string): void {
  const left = outcome.conflicts?.length ?? 0;
  if (outcome.state === "conflicts")
    say(words.git.stopped(left), { action: { title: words.git.show, run: () => run("git.show") } });
  else say(outcome.state === "unchanged" ? words.git.unchanged : done, { kind: "done" });
}

export const merge = (revision: string): Promise<unknown> =>
  act(async () => told(await server.git.merge({ ...command(), revision }), words.git.merged(revision)));
export const rebase = (onto: string): Promise<unknown> =>
  act(async () => told(await server.git.rebase({ ...command(), onto }), words.git.rebased(onto)));
export const goOn = (): Promise<unknown> =>
  act(async () => {
    const sent = message.peek();
    told(await server.git.continue({ ...command(), message: sent }), words.git.unchanged);
    spend(sent);
  });
export const skip = (): Promise<unknown> =>
  act(async () => told(await server.git.skip(command()), words.git.unchanged));
export const abort = (): Promise<unknown> =>
  act(async () => {
    await server.git.abort(command());
    say(words.git.aborted, { kind: "done" });
  });

export const switchTo = (name: string): Promise<unknown> =>
  act(async () => {
    const now = await server.git.switch({ ...command(), name });
    say(words.git.switched(now.branch || name), { kind: "done" });
  });

export const createBranch = (name: string, start = ""): Promise<unknown> =>
  act(async () => {
    await server.git.create_branch({ ...command(), name, start });
    say(words.git.switched(name), { kind: "done" });
  });

/** Asks, and deletes a branch; once more if it has commits of its own. */
export async function deleteBranch(name: string, force = false): Promise<void> {
  const yes = {
    value: "yes",
    title: force ? words.git.deleteForce : words.git.deleteBranch.replace("…", ""),
    kind: "bad",
  } as const;
  if ((await question(words.git.deleteTitle(name), [yes, { value: "", title: words.git.cancel }])) !== "yes") return;
  try {
    await server.git.delete_branch({ ...command(), name, force });
    say(words.git.deleted(name), { kind: "done" });
  } catch (error) {
    if (!force && error instanceof RpcError && error.kind === "NotMerged") return deleteBranch(name, true);
    fail(error);
  }
}

/** Asks for a few words; undefined if nobody wants it any more. */
export async function askFor(
  title: string,
  how: string,
  button: string,
  fields: Readonly<Record<string, { title: string; value?: string; example?: string }>>,
): Promise<Record<string, string> | undefined> {
  const given = Object.fromEntries(Object.entries(fields).map(([key, { value = "" }]) => [key, value]));
  const enter = (event: KeyboardEvent) => {
    if (event.key === "Enter")
      (event.currentTarget as Element).closest("dialog")?.querySelector<HTMLElement>(".main")?.click();
  };
  const body = (
    <div class="git-form">
      <p>{how}</p>
      {Object.entries(fields).map(([key, { title: label, value, example }]) => (
        <label key={key}>
          {label}
          <input
            name={key}
            value={value}
            placeholder={example}
            autocomplete="off"
            maxLength={200}
            onInput={(event) => (given[key] = event.currentTarget.value.trim())}
            onKeyDown={enter}
          />
        </label>
      ))}
    </div>
  );
  const answers = [
    { value: "yes", title: button, kind: "main" },
    { value: "", title: words.git.cancel },
  ] as const;
  return (await question(title, answers, body)) === "yes" ? given : undefined;
}

/** Asks for a name and makes a branch. */
export async function askBranch(start = ""): Promise<void> {
  const given = await askFor(words.git.newBranchHere.replace("…", ""), words.git.newBranchHow, words.git.create, {
    name: { title: words.git.name },
  });
  if (given?.["name"]) await createBranch(given["name"], start);
}

/** Asks what it is about and puts all changes aside. */
export async function askStash(): Promise<void> {
  const given = await askFor(words.git.stash.replace("…", ""), words.git.stashHow, words.git.stash.replace("…", ""), {
    message: { title: words.git.stashName },
  });
  if (!given) return;
  await act(async () => {
    await server.git.stash({ ...command(), message: given["message"] ?? "" });
    say(words.git.stashed, {
      kind: "done",
      action: { title: words.git.unstash.replace("…", ""), run: () => void unstash("") },
    });
  });
}

export const unstash = (stash: string): Promise<unknown> =>
  act(async () => told(await server.git.unstash({ ...command(), stash }), words.git.unstashed));

/** Asks for the address of another repository. */
export async function askRemote(): Promise<void> {
  const given = await askFor(words.git.addRemote.replace("…", ""), words.git.addRemoteHow, words.git.add, {
    name: { title: words.git.remoteName, value: "origin" },
    url: { title: words.git.url, example: words.git.urlExample },
  });
  if (given?.["name"] && given["url"])
    await act(() => server.git.add_remote({ ...command(), name: given["name"]!, url: given["url"]! }));
}

/** Shows what differs in a file. */
export function showDiff(path: string, side: "work" | "staged", preview = true): void {
  const title = side === "staged" ? words.git.diffStaged(nameOf(path)) : words.git.diffOf(nameOf(path));
  open("git-diff", `${side}:${path}`, title, { preview });
  focusSoon("centre");
}

/** Shows what a commit changed in a file. */
export function showCommitDiff(commit: string, parent: string, path: string): void {
  open("git-diff", `commit:${parent}:${commit}:${path}`, words.git.diffCommit(nameOf(path), commit), { preview: true });
  focusSoon("centre");
}

/** Shows a file in conflict. */
export function showConflict(path: string): void {
  open("git-conflict", path, words.git.conflictTitle(nameOf(path)));
  focusSoon("centre");
}

/** Stages a file as somebody made it of its sides, and shows the next one that is in conflict; tells whether it did. */
export async function resolve(
  path: string,
  take: "ours" | "theirs" | "text",
  text = "",
  version: string | null = null,
): Promise<boolean> {
  const done = await act(async () => {
    await server.git.resolve({ ...command(), path, take, text, version });
    say(words.git.resolved(nameOf(path)), { kind: "done" });
    return true;
  });
  const next = conflicts.peek()[0];
  if (done && next) showConflict(next.path);
  return done === true;
}

/** Shows the commits. */
export function showLog(): void {
  open("git-log", "", words.git.logTitle);
  focusSoon("centre");
}
