// The workspaces that this key opens, and which of them the address names.

import { signal } from "@preact/signals";
import type { WorkspaceInfo } from "../rpc.gen.ts";
import { may, once, server, workspace } from "../server.ts";

const NAME = "#workspace=";
const CHANGES = ["workspaces.renamed", "workspaces.created", "workspaces.deleted", "projects.*"];

export const workspaces = signal<readonly WorkspaceInfo[]>([]);

/** What a person calls it: its folder's name, unless it was given another one. */
export function nameOf(it: WorkspaceInfo | undefined): string {
  const folder = it?.folder.split(/[\\/]/).findLast(Boolean);
  const given = it && it.name !== "main" && it.name !== folder?.replaceAll(/\s+/g, "-");
  return given ? it.name : (folder ?? it?.name ?? "");
}

/** The workspace in the address; empty if there is none. */
export const asked = (): string =>
  location.hash.startsWith(NAME) ? decodeURIComponent(location.hash.slice(NAME.length)) : "";

/** Asks the server; a key that may not know has the one it is in. */
export async function lookForWorkspaces(): Promise<void> {
  workspaces.value = await server.workspaces.list().catch(() => []);
  const own = workspaces.value.find((each) => each.id === workspace.value?.id);
  if (own && workspace.value && own.name !== workspace.value.name) workspace.value = { ...workspace.value, ...own };
}

/** Asks again whenever one comes, goes or gets another name, for as long as this key may know. */
export async function followWorkspaces(): Promise<void> {
  if (!may("system:read")) return;
  try {
    for await (const { value } of server.system.events({ kinds: CHANGES }))
      if (value.type === "event" || value.type === "gap") void lookForWorkspaces();
  } catch {
    // This key may not follow the server: they are asked for when the page is loaded.
  }
}

/** Shows another workspace in this page, and from now on first wherever this person comes. */
export async function switchTo(it: WorkspaceInfo): Promise<void> {
  if (it.id === workspace.value?.id) return;
  if (may("workspaces:write")) await server.workspaces.activate({ workspace: it.id, ...once() }).catch(() => {});
  location.hash = `workspace=${it.id}`;
}
