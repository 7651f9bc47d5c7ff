// What this person copied, as the server has it, and what others show in this workspace.

import { computed, signal } from "@preact/signals";
import { listen } from "../events.ts";
import { RpcError } from "../link.ts";
import type { Copied } from "../rpc.gen.ts";
import { here, may, server } from "../server.ts";
import { send } from "../session.ts";

const REST = 150;

/** Newest first; nothing until the server has answered. */
export const entries = signal<readonly Copied[] | undefined>(undefined);
/** What others show to the people of this workspace. */
export const shared = signal<readonly Copied[]>([]);
/** Why there is nothing to show. */
export const failure = signal<{ denied: boolean; text: string } | undefined>(undefined);

/** What is looked for; empty to see everything. */
export const wanted = signal("");
const found = signal<readonly string[] | undefined>(undefined);

/** What is shown: everything, or what the server found. */
export const visible = computed(() => {
  const ids = wanted.value ? found.value : undefined;
  return ids ? entries.value?.filter((each) => ids.includes(each.id)) : entries.value;
});

export const mayWrite = (): boolean => may("clipboard:write") && !failure.value;

let following = false;

/** Keeps it as it is on the server from now on. */
export function watch(): void {
  if (following) return;
  following = true;
  void look();
  listen("clipboard.", () => void look(), look);
  void follow();
}

/** Asks again after it failed. */
export function again(): void {
  failure.value = undefined;
  void follow();
  void look();
}

async function follow(): Promise<void> {
  try {
    for await (const { value } of server.clipboard.follow({})) {
      if (value.type === "snapshot") entries.value = value.state;
      if (value.type === "put") entries.value = withEntry(entries.value ?? [], value.entry);
      if (value.type === "gone") entries.value = (entries.value ?? []).filter((each) => !value.ids.includes(each.id));
      if (value.type !== "bookmark" && wanted.value) void search();
    }
  } catch (error) {
    failure.value = { denied: error instanceof RpcError && error.kind === "Denied", text: (error as Error).message };
  }
}

/** A list with an entry as it is now: where it was, or first if it is new. */
export function withEntry(list: readonly Copied[], entry: Copied): readonly Copied[] {
  const known = list.some((each) => each.id === entry.id);
  return known ? list.map((each) => (each.id === entry.id ? entry : each)) : [entry, ...list];
}

async function look(): Promise<void> {
  const all = await server.clipboard.shared({ workspace: here.value }).catch(() => []);
  shared.value = all;
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Looks for a text, once no more is typed for a moment. */
export function lookFor(text: string): void {
  wanted.value = text;
  clearTimeout(timer);
  if (text) timer = setTimeout(() => void search(), REST);
  else found.value = undefined;
}

async function search(): Promise<void> {
  const text = wanted.value;
  const all = await server.clipboard.search({ text, limit: 1000 }).catch(() => []);
  if (text === wanted.value) found.value = all.map((each) => each.id);
}

/** The address of an entry's bytes. */
export const address = (it: Copied, mine: boolean): string =>
  mine ? `/api/v1/clipboard/raw/${it.id}` : `/api/v1/workspaces/${here.value}/clipboard/raw/${it.id}`;

/** The bytes of an entry. */
export async function bytes(it: Copied, mine = true): Promise<Blob> {
  const reply = await send(address(it, mine));
  if (!reply.ok) throw new Error((await reply.json()).detail);
  return reply.blob();
}

/** Copies bytes to the server; with a name they are a file. */
export async function add(body: Blob, name = ""): Promise<Copied> {
  const headers = { "Content-Type": "application/octet-stream" };
  const reply = await send(`/api/v1/clipboard?name=${encodeURIComponent(name)}`, { method: "POST", body, headers });
  const said = await reply.json();
  if (!reply.ok) throw new Error(said.detail);
  return said;
}
