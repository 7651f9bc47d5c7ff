// The workspaces that this key opens, and which of them the address names.

import { signal } from "@preact/signals";
import type { WorkspaceInfo } from "../rpc.gen.ts";
import { server } from "../server.ts";

const NAME = "#workspace=";

export const workspaces = signal<readonly WorkspaceInfo[]>([]);

/** What a person calls it: its folder's name. */
export const nameOf = (it: WorkspaceInfo | undefined): string =>
  it?.folder.split(/[\\/]/).findLast(Boolean) ?? it?.name ?? "";

/** The workspace in the address; empty if there is none. */
export const asked = (): string =>
  location.hash.startsWith(NAME) ? decodeURIComponent(location.hash.slice(NAME.length)) : "";

/** Asks the server; a key that may not know has the one it is in. */
export async function lookForWorkspaces(): Promise<void> {
  workspaces.value = await server.workspaces.list().catch(() => []);
}
