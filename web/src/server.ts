// The connection to the server, and what all of the page knows of it.

import { computed, signal } from "@preact/signals";
import type { WorkspaceInfo } from "./rpc.gen.ts";
import { Client, type LinkState, type Welcome } from "./rpc.ts";

const ASK_EVERY = 10_000;
const PATIENCE = 8_000;

/** How the connection is. */
export const link = signal<LinkState | "connecting">("connecting");

/** What the server said first, the last time. */
export const welcome = signal<Welcome | undefined>(undefined);

/** The workspace that this page shows; set once before anything is drawn. */
export const workspace = signal<WorkspaceInfo | undefined>(undefined);

/** All methods; calls wait for the server while it is lost, if they are queries or carry `once()`. */
export let server: Client;

/** Connects with a key and finds the workspace to show; raises what the server says to either. */
export async function connect(key: string, name?: string): Promise<void> {
  server?.close();
  link.value = "connecting";
  server = new Client({
    url: location.origin,
    key,
    patience: Infinity,
    changed: (state, said) => {
      welcome.value = said ?? welcome.value;
      link.value = state;
    },
  });
  workspace.value = name ? await server.workspaces.get({ workspace: name }) : (await server.workspaces.list())[0];
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

/** The address of a file's bytes; the cookie of this session opens it, for reading only. */
export function raw(path: string): string {
  return `/api/v1/workspaces/${here.value}/raw/${path.split("/").map(encodeURIComponent).join("/")}`;
}

/** Notices a connection that says nothing any more, and looks for a lost one when the page is looked at again. */
export function watch(): void {
  const ask = async () => {
    if (link.value !== "live") return server.retry();
    const late = setTimeout(() => server.drop(), PATIENCE);
    await server.system.ping().catch(() => {});
    clearTimeout(late);
  };
  setInterval(() => !document.hidden && void ask(), ASK_EVERY);
  addEventListener("online", () => void ask());
  document.addEventListener("visibilitychange", () => !document.hidden && void ask());
}
