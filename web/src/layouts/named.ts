// The layouts that are kept by name for everybody in the workspace.

import { signal } from "@preact/signals";
import { say } from "../notices/notices.ts";
import type { Layout } from "../rpc.gen.ts";
import { here, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { shown } from "./keeping.ts";

export const saved = signal<readonly Layout[]>([]);

/** Asks the server which there are. */
export async function refresh(): Promise<void> {
  saved.value = await server.workspaces.layouts({ workspace: here.value });
}

/** Keeps what stands here under a name; `version` is that of the layout which it replaces. */
export async function save(name: string, version: string): Promise<void> {
  await server.workspaces.save_layout({ workspace: here.value, name, version, ...shown(), ...once() });
  say(words.layouts.saved(name), { kind: "done" });
}

/** Forgets a layout, unless somebody saved it meanwhile. */
export async function remove(name: string): Promise<void> {
  const version = saved.value.find((each) => each.name === name)?.version ?? null;
  await server.workspaces.delete_layout({ workspace: here.value, name, version, ...once() });
  await refresh();
  say(words.layouts.deleted(name), { kind: "done" });
}
