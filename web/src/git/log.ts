// The commits that are shown, newest first, as many as were asked for so far.

import { batch, computed, signal } from "@preact/signals";
import { fail } from "../notices/notices.ts";
import type { Commit, CommitDetail } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { lanesOf } from "./lanes.ts";

const PAGE = 200;
/** After a failure, the next page is not asked for again at once. */
const REST = 2_000;

export const commits = signal<readonly Commit[]>([]);
export const loading = signal(true);
export const trouble = signal("");
/** Commits of all branches, or of the one that is checked out. */
export const all = signal(true);
/** What the messages are to hold. */
export const wanted = signal("");
export const chosen = signal("");
export const detail = signal<CommitDetail | undefined>(undefined);
export const lanes = computed(() => (wanted.value ? [] : lanesOf(commits.value)));

let next: string | null | undefined;
let asked = 0;

/** Asks from the beginning; as many as are shown already. */
export async function ask(): Promise<void> {
  const asking = ++asked;
  const limit = Math.min(1_000, Math.max(PAGE, commits.peek().length));
  try {
    const page = await server.git.log({ workspace: here.value, all: all.peek(), text: wanted.peek(), limit });
    if (asking !== asked) return;
    batch(() => {
      commits.value = page.items;
      next = page.next;
      trouble.value = "";
    });
  } catch (error) {
    if (asking === asked) batch(() => ((commits.value = []), (trouble.value = (error as Error).message)));
  }
  if (asking === asked) loading.value = false;
}

/** Asks for what was before. */
export async function older(): Promise<void> {
  const after = next;
  if (!after) return;
  next = undefined;
  const asking = asked;
  try {
    const page = await server.git.log({
      workspace: here.value,
      all: all.peek(),
      text: wanted.peek(),
      limit: PAGE,
      after,
    });
    if (asking !== asked) return;
    commits.value = [...commits.peek(), ...page.items];
    next = page.next;
  } catch (error) {
    if (asking !== asked) return;
    fail(error);
    setTimeout(() => asking === asked && (next = after), REST);
  }
}

/** Looks at a commit. */
export async function choose(id: string): Promise<void> {
  chosen.value = id;
  if (!id) return void (detail.value = undefined);
  const found = await server.git.show({ workspace: here.value, revision: id }).catch(() => undefined);
  if (chosen.peek() === id) detail.value = found;
}
