// What happened in the workspace, newest first: its history as far as somebody scrolls, and what happens now.

import { computed, signal } from "@preact/signals";
import { listen } from "../events.ts";
import type { EventRecord, PageOfEventRecord } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { words } from "../words/index.ts";

/** Events that are kept in the page. */
const MOST = 5_000;
const PAGE = 200;
/** Changes that are kept of an event that holds thousands. */
const CHANGES = 100;

export interface Happening extends EventRecord {
  text: string;
  path: string;
  /** Whether nobody did it through the server. */
  outside: boolean;
}

export const happenings = signal<readonly Happening[]>([]);
export const loading = signal(false);
export const trouble = signal("");
export const wanted = signal({ text: "", module: "" });
export const chosen = signal("");

/** The modules that events came from, for the filter. */
export const modules = computed(() => [...new Set(happenings.value.map(moduleOf))].sort());

export const shown = computed(() => {
  const { text, module } = wanted.value;
  if (!text && !module) return happenings.value;
  const low = text.toLowerCase();
  const fits = (each: Happening) =>
    (!module || moduleOf(each) === module) && `${each.text}\n${each.kind}\n${each.actor}`.toLowerCase().includes(low);
  return happenings.value.filter(fits);
});

let next: string | null = null;
let fresh: Happening[] = [];
let ending: (() => void) | undefined;
let round = 0;
let asking = false;

function moduleOf(event: EventRecord): string {
  return event.kind.split(".")[0] ?? "";
}

/** What a record says, without most of what only its thousands of files are. */
export function happening(event: EventRecord): Happening {
  const data = event.data as { changes?: unknown[]; origin?: string } | null;
  const { text, path = "" } = words.activity.sentence(event.kind, data);
  const cut = data && (data.changes?.length ?? 0) > CHANGES;
  return {
    ...event,
    data: cut ? { ...data, changes: data.changes?.slice(0, CHANGES), count: data.changes?.length } : data,
    text,
    path,
    outside: data?.origin === "outside",
  };
}

/** Begins to listen, and asks for what was before; returns what ends it. */
export function begin(): () => void {
  ending?.();
  ending = listen("", take, () => void ask());
  void ask();
  return () => {
    ending?.();
    ending = undefined;
    round++;
    happenings.value = fresh = [];
  };
}

function take(event: EventRecord): void {
  if (fresh.push(happening(event)) > 1) return;
  const mine = round;
  setTimeout(() => mine === round && show(), 50);
}

/** Many that come at once are drawn once; none before what was asked for is here, so that none is put beneath it. */
function show(): void {
  if (asking) return;
  const known = new Set(happenings.value.slice(0, PAGE).map((each) => each.id));
  const added = fresh.filter((each) => !known.has(each.id)).reverse();
  fresh = [];
  happenings.value = [...added, ...happenings.value].slice(0, MOST);
}

/** Asks anew. */
export async function ask(): Promise<void> {
  round++;
  fresh = [];
  next = null;
  asking = true;
  await load(true);
}

/** Asks for what was before the oldest that is here. */
export function older(): void {
  if (next && !loading.value && happenings.value.length < MOST) void load(false);
}

async function load(first: boolean): Promise<void> {
  const mine = round;
  loading.value = true;
  trouble.value = "";
  try {
    let page: PageOfEventRecord;
    do page = await server.workspaces.history({ workspace: here.value, limit: PAGE, after: next });
    while (mine === round && (next = page.next) && !page.items.length);
    if (mine !== round) return;
    const known = new Set(first ? [] : happenings.value.map((each) => each.id));
    const added = page.items.filter((each) => !known.has(each.id)).map(happening);
    happenings.value = first ? added : [...happenings.value, ...added];
  } catch (error) {
    if (mine === round) trouble.value = (error as Error).message;
  } finally {
    if (mine === round) {
      loading.value = asking = false;
      show();
    }
  }
}
