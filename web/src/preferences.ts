// What this person prefers, as the server keeps it; signals of the page are tied to it, and this browser keeps them too.

import { effect, type Signal, signal, untracked } from "@preact/signals";
import { listen } from "./events.ts";
import type { Preference } from "./rpc.gen.ts";
import { here, link, may, once, server, welcome } from "./server.ts";

const NAME = "icotes-preferences";
const SETTLED = 400;

interface Tie {
  /** The signal's value as the preference has it. */
  now(): unknown;
  /** Takes over what the server says. */
  take(value: unknown): void;
}

const ties = new Map<string, Tie>();
/** What was chosen here and the server does not have yet, over reloads of this browser. */
const unsent = new Map<string, unknown>(kept());
/** Where a workspace's choice goes before what this person chose on this page: the value that waits for the next page. */
const standing = new Map<string, unknown>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** All preferences as the server says; none before it answered, or if it may not be asked. */
export const preferences = signal<readonly Preference[]>([]);
/** Whether choices can be kept on the server. */
export const mayChoose = (): boolean => may("workspaces:write");

function kept(): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(localStorage.getItem(NAME) ?? "{}"));
  } catch {
    return [];
  }
}

function keep(): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(Object.fromEntries(unsent)));
  } catch {
    // A full store: what is chosen holds for this page.
  }
}

/**
 * Ties a signal, which this browser keeps, to a preference: what is chosen in either is in both. Without a server, or
 * the right to write, it holds for this browser.
 */
export function tie<T>(it: Signal<T>, name: string, to: (value: unknown) => T, from: (value: T) => unknown): void {
  let told: T = it.peek();
  ties.set(name, {
    now: () => from(it.peek()),
    take: (value) => {
      told = to(value);
      it.value = told;
    },
  });
  effect(() => {
    const now = it.value;
    if (now === told) return;
    told = now;
    unsent.set(name, from(now));
    keep();
    clearTimeout(timers.get(name));
    timers.set(
      name,
      setTimeout(() => void send(name), SETTLED),
    );
  });
}

/** Sends what was chosen for this person; where the workspace has a choice for everybody, theirs holds for this page. */
async function send(name: string): Promise<void> {
  if (link.peek() !== "live" || !mayChoose() || !unsent.has(name)) return;
  const value = unsent.get(name);
  const set = await choose(name, value, "person").catch(() => undefined);
  if (set?.origin === "workspace") standing.set(name, set.value);
  if (unsent.get(name) === value) unsent.delete(name);
  keep();
}

/** Chooses a value, or takes a choice back (`null`), for this person or for everybody in the workspace. */
export async function choose(name: string, value: unknown, level: "person" | "workspace"): Promise<Preference> {
  const set = await server.workspaces.set_preference({ workspace: here.value, name, value, level, ...once() });
  preferences.value = preferences.value.map((each) => (each.name === name ? set : each));
  if (level === "workspace" || set.origin !== "workspace") take(set);
  return set;
}

function take(it: Preference): void {
  if (it.origin === "workspace" && standing.get(it.name) === it.value) return;
  standing.delete(it.name);
  if (!unsent.has(it.name)) ties.get(it.name)?.take(it.value);
}

/** Asks for all of them, and sends what was chosen meanwhile. */
async function load(): Promise<void> {
  if (!here.peek() || !may("workspaces:read")) return;
  for (const name of [...unsent.keys()]) await send(name);
  const found = await server.workspaces.preferences({ workspace: here.peek() }).catch(() => undefined);
  if (!found) return;
  preferences.value = found;
  for (const each of found) take(each);
}

/** Keeps them fresh for as long as the page lives; a person's own are told by the server's events. */
export function followPreferences(): void {
  listen(
    "workspaces.preference_changed",
    () => void load(),
    () => void load(),
  );
  effect(() => {
    if (link.value === "live" && here.value) untracked(() => void load());
  });
  let following = "";
  effect(() => {
    const user = welcome.value?.caller ?? "";
    if (link.value !== "live" || !here.value || following === user || !may("system:read")) return;
    following = user;
    untracked(() => void follow(user));
  });
}

async function follow(user: string): Promise<void> {
  const events = server.system.events({ kinds: ["workspaces.preference_changed"], where: { user } });
  try {
    for await (const { value } of events) if (value.type === "event" || value.type === "gap") void load();
  } catch {
    // This key may not follow the server: they are asked for when the page is loaded.
  }
}
