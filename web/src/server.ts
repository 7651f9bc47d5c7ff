// The connection to the server, and what all of the page knows of it.

import { computed, effect, signal } from "@preact/signals";
import type { WorkspaceInfo } from "./rpc.gen.ts";
import { Client, type LinkState, type Running, type Welcome } from "./rpc.ts";

const ASK_EVERY = 10_000;
/** A page that was looked away from may have slept; it asks at once and waits less. */
const PATIENCE = { usual: 8_000, back: 4_000 };

/** How the connection is. */
export const link = signal<LinkState | "connecting">("connecting");

/** Since when it is so, in milliseconds since the epoch. */
export const linkSince = signal(Date.now());

/** Why the key opens nothing (any more), in the server's words. */
export const refusal = signal("");

/** How many milliseconds the server took to answer, the last time that it was asked; 0 while it is not known. */
export const latency = signal(0);

/** What the server said first, the last time. */
export const welcome = signal<Welcome | undefined>(undefined);

/** The version of a server that is not the one this page came from, once there is one; else empty. */
export const newerVersion = signal("");

/** The workspace that this page shows; set once before anything is drawn. */
export const workspace = signal<WorkspaceInfo | undefined>(undefined);

/** The calls and streams of this page that are under way, oldest first. */
export const running = signal<readonly (Running & { began: number })[]>([]);

/** The calls that wait for a lost server. */
export const waiting = computed(() => (link.value === "live" ? [] : running.value.filter((each) => !each.stream)));

/** All methods; queries, and for half a minute commands with `once()`, wait while the server is lost. */
export let server: Client;

/**
 * Connects with a key and finds the workspace to show; raises what the server says to either.
 *
 * @param own is shown if none is named and it is there; else the one that this person works in.
 */
export async function connect(key: string, name?: string, own = ""): Promise<void> {
  server?.close();
  link.value = "connecting";
  server = new Client({ url: location.origin, key, patience: Infinity, changed, began });
  if (name) workspace.value = await server.workspaces.get({ workspace: name });
  else {
    const all = (await server.workspaces.list()).filter((each) => !each.trouble);
    const first = all.find((each) => !each.base) ?? all[0];
    workspace.value = all.find((each) => each.id === own) ?? all.find((each) => each.active) ?? first;
  }
}

function changed(state: LinkState, said?: Welcome | Error): void {
  if (said instanceof Error) refusal.value = said.message;
  else if (said) {
    const before = welcome.value?.server.version ?? said.server.version;
    if (before !== said.server.version) newerVersion.value = said.server.version;
    welcome.value = said;
  }
  if (state !== "live") latency.value = 0;
  if (state !== link.value) linkSince.value = Date.now();
  link.value = state;
}

function began(call: Running): () => void {
  const mine = { ...call, began: Date.now() };
  running.value = [...running.peek(), mine]; // who calls within an effect does not begin anew with each call
  return () => {
    running.value = running.peek().filter((each) => each !== mine);
  };
}

/** Whether this caller may do what needs a scope, e.g. `files:write`; what the server does not allow, it refuses anyway. */
export function may(scope: string): boolean {
  const [module, effect] = scope.split(":");
  return (welcome.value?.scopes ?? []).some((each) => {
    const [m, e] = each === "*" ? ["*", "*"] : each.split(":");
    return (m === "*" || m === module) && (e === "*" || e === effect);
  });
}

/** The `workspace` parameter of a call. */
export const here = computed(() => workspace.value?.id ?? "");

/** Lets a command be sent again when the connection breaks: the server carries it out once. */
export function once(): { idempotency_key: string } {
  return { idempotency_key: Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join("") };
}

/** Returns once the server answers (again). */
export const answers = (): Promise<void> =>
  new Promise((resolve) => {
    const end = effect(() => {
      if (link.value !== "live") return;
      resolve();
      queueMicrotask(() => end());
    });
  });

/** The address of a file's bytes; the cookie of this session opens it, for reading only. */
export function raw(path: string): string {
  return `/api/v1/workspaces/${here.value}/raw/${path.split("/").map(encodeURIComponent).join("/")}`;
}

let watching = false;

/** Notices a connection that says nothing any more, and looks for a lost one when the page is looked at again. */
export function watch(): void {
  if (watching) return;
  watching = true;
  const ask = async (patience: number) => {
    const took = await server.probe(patience);
    if (took !== undefined) latency.value = took;
  };
  let last = Date.now();
  setInterval(() => {
    const slept = Date.now() - last > 2 * ASK_EVERY;
    last = Date.now();
    if (!document.hidden) void ask(slept ? PATIENCE.back : PATIENCE.usual);
  }, ASK_EVERY);
  const back = () => !document.hidden && void ask(PATIENCE.back);
  for (const name of ["online", "offline", "pageshow"]) addEventListener(name, back);
  document.addEventListener("visibilitychange", back);
  void ask(PATIENCE.usual);
}
