// How the repository stands: asked of the server, and kept fresh by its events.

import { computed, signal } from "@preact/signals";
import { listen } from "../events.ts";
import { decorations } from "../files/decorations.ts";
import type { CheckoutStatus, FileStatus } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { here, may, server } from "../server.ts";
import { words } from "../words/index.ts";
import { foldersOf } from "./paths.ts";

const REST = 250;
/** After an answer that took long, the next question waits as many times as long. */
const TIMES = 2;

/** Undefined until the server has answered, or where there is no repository. */
export const status = signal<CheckoutStatus | undefined>(undefined);
/** Why there is none. */
export const trouble = signal<{ kind: string; text: string } | undefined>(undefined);
/** What is under way: a name of `words.git.doing`. */
export const doing = signal<"" | "fetch" | "pull" | "push" | "commit">("");
/** How far it is, in git's words. */
export const progress = signal("");
/** The message of the next commit, as far as it is written. */
export const message = signal("");
/** Changes whenever something in the repository may have. */
export const version = signal(0);
/** Changes whenever a commit, a branch or a tag did. */
export const moved = signal(0);

export const changed = computed(() => status.value?.total ?? 0);
export const conflicts = computed((): readonly FileStatus[] =>
  (status.value?.files ?? []).filter((each) => each.conflict),
);

let asking = false;
let again = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let pause = REST;

/** Asks how things stand; one question at a time. */
export async function ask(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  if (asking) return void (again = true);
  if (!may("git:read")) return void (trouble.value = { kind: "Denied", text: words.git.noRights });
  asking = true;
  const began = Date.now();
  try {
    status.value = await server.git.status({ workspace: here.value });
    trouble.value = undefined;
  } catch (error) {
    status.value = undefined;
    trouble.value = { kind: error instanceof RpcError ? error.kind : "", text: (error as Error).message };
  }
  pause = REST + TIMES * (Date.now() - began);
  version.value++;
  decorate();
  asking = false;
  if (again) (again = false), soon();
}

/** Asks a moment later, so that many changes are one question. */
export function soon(): void {
  timer ??= setTimeout(() => void ask(), pause);
}

/** Follows the repository for as long as the page lives. */
export function begin(): void {
  const take = (what: readonly string[]) => {
    if (what.some((each) => each !== "index")) moved.value++;
    soon();
  };
  listen(
    "git.changed",
    ({ data }) => take((data as { what: string[] }).what),
    () => take(["head"]),
  );
  // Where there is no repository, `git.changed` tells when there is one.
  listen("files.", () => trouble.peek()?.kind !== "NoRepository" && soon(), soon);
  listen(
    "git.progressed",
    ({ data }) => {
      const { phase, percent } = data as { phase: string; percent: number };
      if (doing.peek()) progress.value = `${phase} ${percent} %`;
    },
    () => {},
  );
  void ask();
}

/** Tells the explorer which files changed. */
function decorate(): void {
  const found = new Map<string, { letter: string; kind: string; title: string }>();
  for (const each of status.peek()?.files ?? []) {
    const kind = each.conflict ? "conflict" : each.unstaged || each.staged || "changed";
    found.set(each.path, { letter: words.git.letter[kind], kind, title: each.conflict || words.git.change[kind] });
    for (const folder of foldersOf(each.path))
      if (found.get(folder)?.kind !== "conflict") found.set(folder, { letter: "", kind, title: words.git.holds });
  }
  decorations.value = found;
}
