// The run that is shown, those that run now, and those that ran.

import { computed, signal } from "@preact/signals";
import { activePath, dirtyPaths } from "../editor/index.tsx";
import { listen } from "../events.ts";
import { decoded } from "../live/base64.ts";
import { fail } from "../notices/notices.ts";
import type { EventRecord, Language, Output, Run } from "../rpc.gen.ts";
import { here, may, server } from "../server.ts";
import { panel } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { Paper } from "./paper.ts";

const KEPT = 100;

/** A run whose output is looked at. */
export interface Shown {
  run: Run;
  paper: Paper;
}

/** What could not be run, and why. */
export interface Refused {
  path: string;
  kind: string;
  said: string;
}

export const shown = signal<Shown | undefined>(undefined);
export const refused = signal<Refused | undefined>(undefined);
/** The path of what is about to run. */
export const starting = signal("");
/** Newest first; nothing until the server was asked. */
export const history = signal<readonly Run[] | undefined>(undefined);
export const historyShown = signal(false);
/** Nothing until the server was asked. */
export const languages = signal<readonly Language[] | undefined>(undefined);
const live = signal<ReadonlySet<string>>(new Set());
/** How many programs run now. */
export const running = computed(() => live.value.size);

export const mayRun = (): boolean => may("execution:write") && may("files:write");

const endings = computed(() => (languages.value ?? []).flatMap((each) => each.endings));

/** Whether the file at a path is one that can be run. */
export const runs = (path: string): boolean => endings.value.some((each) => path.endsWith(each));

/** What people call a run. */
export const nameOf = (run: Run): string => run.path || words.run.code(run.language);

let asking: Promise<void> | undefined;

/** Asks the server once what it can run. */
export function askLanguages(): void {
  asking ??= server.execution.languages({ workspace: here.value }).then(
    (all) => void (languages.value = all),
    () => void (asking = undefined),
  );
}

/** Runs a file, as it is typed now, in place of its run before. */
export async function runFile(path: string): Promise<void> {
  if (!path || starting.peek()) return;
  starting.value = path;
  refused.value = undefined;
  historyShown.value = false;
  panel.value = { ...panel.peek(), open: true, view: "output" }; // the keyboard stays where it is
  try {
    if (dirtyPaths.peek().has(path) || path === activePath.peek())
      await (await import("../editor/desk.ts")).savePath(path);
    const run = await begun(path);
    if (run) void look(run);
  } catch (error) {
    refused.value = { path, kind: (error as Error).name, said: (error as Error).message };
  } finally {
    starting.value = "";
  }
}

/** Starts it; who watches comes back to it by its id, so that a lost connection loses nothing. */
async function begun(path: string): Promise<Run | undefined> {
  for await (const item of server.execution.run({ workspace: here.value, path, write: true, cache: false }))
    if (item.type === "snapshot") return item.state;
  return undefined;
}

let watching: AsyncIterator<unknown> | undefined;

/** Shows what a run printed and prints. */
export async function look(run: Run): Promise<void> {
  void watching?.return?.();
  refused.value = undefined;
  const paper = new Paper();
  shown.value = { run, paper };
  const items = server.execution.follow({ workspace: here.value, run: run.id });
  watching = items;
  try {
    for await (const { value } of items) {
      if (watching !== items) return;
      if (value.type === "snapshot") shown.value = { run: value.state, paper };
      if (value.type === "output") print(paper, value);
    }
  } catch (error) {
    if (watching === items) fail(error);
  }
}

function print(paper: Paper, { stream, text, data }: Output): void {
  paper.print(stream, text || new TextDecoder().decode(decoded(data)));
}

/** Ends a run with everything that it started. */
export async function cancel(run = shown.peek()?.run): Promise<void> {
  if (run?.state === "running") await server.execution.cancel({ workspace: here.value, run: run.id });
}

export async function askHistory(): Promise<void> {
  history.value = (await server.execution.history({ workspace: here.value, limit: KEPT })).items;
  live.value = new Set(history.value.filter((each) => each.state === "running").map((each) => each.id));
}

/** Keeps what is known of runs as it is on the server. */
export function keepKnown(): void {
  const again = () => void askHistory().catch(() => {});
  listen("execution.run_", take, again);
  if (may("execution:read")) again();
}

function take({ data }: EventRecord): void {
  const { run } = data as { run: Run };
  const others = (history.peek() ?? []).filter((each) => each.id !== run.id);
  const before = history.peek()?.findIndex((each) => each.id === run.id) ?? -1;
  history.value =
    before < 0 ? [run, ...others].slice(0, KEPT) : [...others.slice(0, before), run, ...others.slice(before)];
  const now = new Set(live.peek());
  if (run.state === "running") now.add(run.id);
  else now.delete(run.id);
  live.value = now;
}
