// What is known of the past: the timeline's moments, of everything or of the active file, kept fresh.

import { batch, computed, effect, signal } from "@preact/signals";
import { activePath } from "../editor/index.tsx";
import { listen } from "../events.ts";
import type { Moment } from "../rpc.gen.ts";
import { here, may, server } from "../server.ts";
import { grouped, joined, linesOf, whole } from "./grouping.ts";

const PAGE = 200;
const NEWS = ["workspaces.moments_recorded", "workspaces.checkpoint_made", "workspaces.restored"];

/** Whether only the active file's moments are shown. */
export const onlyFile = signal(false);
/** Whose moments are shown; empty for all files. */
export const path = computed(() => (onlyFile.value ? activePath.value : ""));
export const moments = signal<readonly Moment[]>([]);
export const trouble = signal("");
export const loading = signal(true);
/** The line that the keyboard is at. */
export const chosen = signal("");
export const unfolded = signal<ReadonlySet<string>>(new Set());
export const lines = computed(() => linesOf(grouped(moments.value), unfolded.value));
export const line = computed(() => lines.value.find((each) => each.id === chosen.value));

let next: string | null = null;
let asking = 0;
let paging = false;

/** Asks the server for the newest. */
export async function ask(): Promise<void> {
  if (!may("files:read") || (onlyFile.peek() && !path.peek())) return void (loading.value = false);
  const mine = ++asking;
  try {
    const page = await server.workspaces.timeline({ workspace: here.peek(), path: path.peek(), limit: PAGE });
    if (mine !== asking) return;
    batch(() => {
      const known = moments.peek();
      const items = page.items.map(whole);
      const reaches = page.next === null || known.some((each) => each.id === page.items.at(-1)?.id);
      if (!reaches || !known.length) next = page.next;
      moments.value = reaches ? joined(known, items) : items;
      trouble.value = "";
      loading.value = false;
    });
  } catch (error) {
    if (mine !== asking) return;
    batch(() => ((trouble.value = (error as Error).message), (loading.value = false)));
  }
}

/** Asks for what was before. */
export async function older(): Promise<void> {
  if (!next || paging) return;
  paging = true;
  const mine = asking;
  try {
    const page = await server.workspaces.timeline({
      workspace: here.peek(),
      path: path.peek(),
      after: next,
      limit: PAGE,
    });
    if (mine !== asking) return;
    next = page.next;
    moments.value = joined(moments.peek(), page.items.map(whole));
  } catch {
    // What is there stays; scrolling on asks again.
  } finally {
    paging = false;
  }
}

/** Keeps the list fresh while it is drawn; returns what ends that. */
export function begin(): () => void {
  const unlisten = listen("workspaces.", ({ kind }) => NEWS.includes(kind) && void ask(), anew);
  const end = effect(() => {
    void path.value;
    anew();
  });
  return () => (unlisten(), end());
}

/** Forgets what is shown and asks for it again. */
export function anew(): void {
  batch(() => {
    moments.value = [];
    next = null;
    loading.value = true;
  });
  void ask();
}

/** Unfolds a group, or folds it. */
export function fold(id: string, open = !unfolded.peek().has(id)): void {
  const all = new Set(unfolded.peek());
  if (open) all.add(id);
  else all.delete(id);
  unfolded.value = all;
}
