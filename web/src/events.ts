// One follower of the workspace's events for the whole page; who wants to know listens here.

import { signal } from "@preact/signals";
import type { EventRecord } from "./rpc.gen.ts";
import { here, server, workspace } from "./server.ts";
import { words } from "./words/index.ts";

interface Listener {
  prefix: string;
  take(event: EventRecord): void;
  again(): void;
}

const listeners = new Set<Listener>();

/** Why there are no events any more: the workspace was closed, or this key may not follow it; else empty. */
export const silent = signal("");

/**
 * Tells of each event whose kind begins with `prefix`, e.g. `files.`, in order, each once; also of those during a lost
 * connection. Listen first and ask for the state then: so nothing falls between, and what comes may be known already.
 *
 * @param again is called when events were missed for good (`Gap`): ask for the state anew.
 * @returns what ends it.
 */
export function listen(prefix: string, take: (event: EventRecord) => void, again: () => void): () => void {
  const listener = { prefix, take, again };
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the workspace for as long as the page lives; returns when there is nothing to follow any more. */
export async function follow(): Promise<void> {
  const since = workspace.value?.cursor ?? null;
  silent.value = "";
  try {
    for await (const { value } of server.workspaces.events({ workspace: here.value, since })) {
      if (value.type === "gap") tell((each) => each.again());
      if (value.type === "event") tell((each) => value.kind.startsWith(each.prefix) && each.take(value));
    }
    silent.value = words.activity.gone;
  } catch (error) {
    silent.value = (error as Error).message;
  }
}

/** A listener that fails takes nothing from the others. */
function tell(one: (listener: Listener) => void): void {
  for (const each of [...listeners]) {
    try {
      one(each);
    } catch (error) {
      reportError(error);
    }
  }
}
