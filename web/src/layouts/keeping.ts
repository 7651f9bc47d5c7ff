// What this person has open in the workspace is kept on the server, so that it is there in another browser.

import { effect, untracked } from "@preact/signals";
import { listen } from "../events.ts";
import type { OpenFiles } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { here, link, may, once, server, welcome } from "../server.ts";
import { adopt, arrangement, basis, goesOn, groups, narrow, returning } from "../shell/layout.ts";
import { ready } from "../shell/views.ts";
import { filesOf, rootOf } from "./arranging.ts";

/** What stands for less is not kept. */
const SETTLED = 1_000;

let sent = "";
/** A layout is being loaded from here: its event is no news. */
let loading = false;
/** How the side and the panel stand where there is room for them: a phone keeps that. */
let wide: object = {};

const title = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function shows() {
  const all = arrangement();
  const { files, active } = filesOf(groups.value, all.current);
  if (!narrow.value) wide = { side: all.side, panel: { ...all.panel, full: false } };
  return { files, active, arrangement: { root: all.root, current: all.current, ...wide } };
}

/** Loads a layout by its name and shows it. */
export async function load(name: string): Promise<void> {
  loading = true;
  try {
    show(await server.workspaces.load_layout({ workspace: here.value, name, ...once() }));
  } finally {
    loading = false;
  }
}

/** What stands here, as a layout has it. */
export const shown = () => untracked(shows);

/** Shows what is kept in place of what stands here. */
export function show(it: OpenFiles): void {
  goesOn(it.version);
  const kept = it.arrangement as Record<string, unknown>;
  const { side, panel } = kept;
  wide = { ...wide, ...(side ? { side } : {}), ...(panel ? { panel } : {}) };
  adopt("root" in kept ? kept : { ...kept, root: rootOf(it.files, it.active, title) });
  sent = JSON.stringify(untracked(shows));
}

/**
 * Asks what is kept; a browser tab that comes for the first time begins with it, unless somebody has begun already, or
 * what it shows goes on from just that: it is as new, or newer.
 */
async function arrive(begun: string): Promise<void> {
  const it = await server.workspaces.open_files({ workspace: here.peek() });
  const own = returning || basis === it.version;
  const some = it.files.length > 0 || Object.keys(it.arrangement).length > 0;
  if (some && !own && JSON.stringify(untracked(arrangement)) === begun) show(it);
  else goesOn(it.version);
}

async function send(): Promise<void> {
  const data = untracked(shows);
  const text = JSON.stringify(data);
  if (text === sent || link.peek() !== "live") return;
  try {
    const call = (version: string) =>
      server.workspaces.set_open_files({ workspace: here.peek(), ...data, version, ...once() });
    goesOn((await call(basis).catch((error) => call(current(error)))).version);
    sent = text;
  } catch {
    // It stays in this browser, and is sent with the next change.
  }
}

/** The version that another browser of this person made meanwhile: what is looked at last is what is kept. */
function current(error: unknown): string {
  if (error instanceof RpcError && error.kind === "Conflict") {
    const it = error.data["current"] as { version: string } | null;
    return it?.version ?? "new";
  }
  throw error;
}

/** Begins, once the workspace is shown; a key that may not keep it has it in this browser only. */
export function keepOpen(): void {
  let asked = false;
  let arrived = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    if (asked || !ready.value || link.value !== "live" || !may("workspaces:read")) return;
    asked = true;
    const begun = JSON.stringify(untracked(arrangement));
    void untracked(() => arrive(begun)).then(
      () => {
        arrived = true;
        if (may("workspaces:write")) timer ??= setTimeout(() => void send(), SETTLED);
      },
      () => void (asked = false),
    );
  });
  effect(() => {
    const changed = JSON.stringify(shows());
    if (!arrived || changed === sent || link.value !== "live" || !may("workspaces:write")) return;
    clearTimeout(timer);
    timer = setTimeout(() => void send(), SETTLED);
  });
  listen(
    "workspaces.open_files_changed",
    ({ data }) => void changed(data as { user: string }),
    () => {},
  );
}

/** A layout that was loaded elsewhere, e.g. by the command line, is shown here too. */
async function changed(told: { user: string; version?: string; fields?: { layout?: string } }): Promise<void> {
  if (told.user !== welcome.peek()?.caller || told.version === basis || loading || !told.fields?.layout) return;
  show(await server.workspaces.open_files({ workspace: here.peek() }));
}
