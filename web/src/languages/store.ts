// Which language servers there are, and what they find wrong, as the server tells it.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { listen } from "../events.ts";
import type { Diagnostic, LanguageServer } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { here, may, server } from "../server.ts";

/** The language servers of this workspace; nothing until the server has answered. */
export const servers = signal<readonly LanguageServer[]>([]);
/** What is wrong, by path. */
export const problems = signal<ReadonlyMap<string, readonly Diagnostic[]>>(new Map());
const NONE: readonly Diagnostic[] = [];
/** What is wrong with a file; it stays the same whatever is wrong with others. */
export const problemsOf = (path: ReadonlySignal<string>): ReadonlySignal<readonly Diagnostic[]> =>
  computed(() => problems.value.get(path.value) ?? NONE);
/** Why nothing is told of it; empty while all is well. */
export const failure = signal("");

/** How many errors and warnings there are. */
export const counts = computed(() => {
  const all = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const found of problems.value.values()) for (const each of found) all[each.severity]++;
  return all;
});
export const wrong = computed(() => counts.value.error + counts.value.warning);

/** Whether this key may ask language servers. */
export const mayAsk = (): boolean => may("languages:read");

const fits = (name: string, pattern: string): boolean =>
  pattern.startsWith("*") ? name.endsWith(pattern.slice(1)) : name === pattern;

/** The servers of a file: those that are installed first, the one of its language before those beside it. */
export function serversOf(path: string): readonly LanguageServer[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const all = servers.value.filter((each) => each.files.some((pattern) => fits(name, pattern)));
  const there = all.filter((each) => each.state !== "missing");
  const main = there.find((each) => !each.beside);
  const beside = there.filter((each) => each.beside);
  return there.length ? [...(main ? [main] : []), ...beside] : all;
}

/** Whether a file has a server that is installed. */
export const isServed = (path: string): boolean => serversOf(path).some((each) => each.state !== "missing");

let begun = false;
let following = false;

/** Keeps all of it as it is on the server, from the first time on. */
export function watch(): void {
  if (begun || !mayAsk()) return;
  begun = true;
  void look();
  listen("languages.server_", look, look);
  void follow();
}

async function look(): Promise<void> {
  try {
    servers.value = await server.languages.servers({ workspace: here.value });
  } catch (error) {
    failure.value = (error as Error).message;
  }
}

/** Asks again after it failed. */
export function again(): void {
  failure.value = "";
  void look();
  void follow();
}

async function follow(): Promise<void> {
  if (following) return;
  following = true;
  try {
    for await (const { value } of server.languages.follow({ workspace: here.value })) {
      if (value.type === "snapshot") problems.value = new Map(value.state.map((each) => [each.path, each.diagnostics]));
      else if (value.type === "diagnostics") put(value.path, value.diagnostics);
    }
  } catch (error) {
    failure.value = (error as Error).message;
  } finally {
    following = false;
  }
}

function put(path: string, found: readonly Diagnostic[]): void {
  const next = new Map(problems.value);
  if (found.length) next.set(path, found);
  else next.delete(path);
  problems.value = next;
}

/** Has the servers of a file look at it; that there is none, or that it fails, is shown elsewhere. */
export async function lookAt(path: string): Promise<void> {
  try {
    await server.languages.diagnostics({ workspace: here.value, path });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
  }
}
