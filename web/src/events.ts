// One follower of the workspace's events for the whole page; who wants to know listens here.

import type { EventRecord } from "./rpc.gen.ts";
import { here, server, workspace } from "./server.ts";

interface Listener {
  prefix: string;
  take(event: EventRecord): void;
  again(): void;
}

const listeners = new Set<Listener>();

/**
 * Tells of each event whose kind begins with `prefix`, e.g. `files.`, in order, each once; also of those during a lost connection.
 *
 * @param again is called when events were missed for good (`Gap`): ask for the state anew.
 * @returns what ends it.
 */
export function listen(prefix: string, take: (event: EventRecord) => void, again: () => void): () => void {
  const listener = { prefix, take, again };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the workspace for as long as the page lives; ends when the key opens nothing any more. */
export async function follow(): Promise<void> {
  const since = workspace.value?.cursor ?? null;
  for await (const { value } of server.workspaces.events({ workspace: here.value, since })) {
    if (value.type === "gap") for (const each of listeners) each.again();
    if (value.type !== "event") continue;
    for (const each of listeners) if (value.kind.startsWith(each.prefix)) each.take(value);
  }
}
