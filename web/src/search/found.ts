// What was found: files and their lines, as they come, in the order of their paths.

import { batch, computed, effect, signal } from "@preact/signals";
import { listen } from "../events.ts";
import type { EventRecord, TextMatch } from "../rpc.gen.ts";
import { ConnectionLost, RpcError } from "../rpc.ts";
import { here, link, server } from "../server.ts";
import { byName, pattern, type Query, query } from "./query.ts";
import type { FoundLine } from "./replacing.ts";
import { places } from "./spans.ts";

/** Lines that are shown, at most. */
export const LIMIT = 10_000;
const NAMES = 1000;
/** Characters of a line that the server sends. */
const SENT = 400;
const PAUSE = 250;
/** Between two drawings while more comes. */
const BETWEEN = 120;

/** A file with what was found in it. */
export interface FoundFile {
  path: string;
  lines: FoundLine[];
  count: number;
  closed: boolean;
  /** It changed after it was searched. */
  stale: boolean;
}

export type State =
  | { is: "idle" }
  | { is: "running" }
  | { is: "done"; limited: boolean }
  | { is: "stopped" }
  | { is: "failed"; kind: string; message: string };

export const files = signal<readonly FoundFile[]>([]);
export const state = signal<State>({ is: "idle" });
/** What `files` was found for. */
export const answered = signal<Query>(query.peek());

export const lineCount = computed(() => files.value.reduce((sum, each) => sum + each.count, 0));

/** A line of the list. */
export type Row = { file: FoundFile; line?: FoundLine };

export const rows = computed((): Row[] =>
  files.value.flatMap((file) => [{ file }, ...(file.closed ? [] : file.lines.map((line) => ({ file, line })))]),
);

let control: AbortController | undefined;
let timer = 0;

/** Looks for what is typed, now; what is under way ends. */
export async function search(): Promise<void> {
  clearTimeout(timer);
  control?.abort();
  const it = query.peek();
  answered.value = it;
  if (!it.pattern) {
    batch(() => ((files.value = []), (state.value = { is: "idle" })));
    return;
  }
  const mine = (control = new AbortController());
  state.value = { is: "running" };
  try {
    const limited = byName.peek() ? await names(it, mine.signal) : await contents(it, mine.signal);
    if (!mine.signal.aborted) state.value = { is: "done", limited };
  } catch (error) {
    if (mine.signal.aborted) return;
    const kind = error instanceof ConnectionLost ? "ConnectionLost" : error instanceof RpcError ? error.kind : "";
    state.value = { is: "failed", kind, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Ends what is under way; what was found stays. */
export function stop(): void {
  control?.abort();
  clearTimeout(timer);
  if (state.value.is === "running") state.value = { is: "stopped" };
}

/** Forgets everything. */
export function clear(): void {
  stop();
  pattern.value = "";
  batch(() => ((files.value = []), (state.value = { is: "idle" })));
}

async function names(it: Query, signal: AbortSignal): Promise<boolean> {
  const found = await server.files.search_names({ query: it.pattern, limit: NAMES, workspace: here.value }, signal);
  if (signal.aborted) return false;
  files.value = found.map(({ path }) => ({ path, lines: [], count: 0, closed: true, stale: false }));
  return found.length === NAMES;
}

/** Reads the stream; it is drawn a few times a second, and nothing of before is shown beside it. */
async function contents(it: Query, signal: AbortSignal): Promise<boolean> {
  const source = server.files.search_contents({ ...it, limit: LIMIT, workspace: here.value });
  signal.addEventListener("abort", () => void source.return?.());
  const known = new Map<string, FoundFile>();
  const sorted: FoundFile[] = [];
  let lines = 0;
  let timer = 0;
  const draw = () => {
    timer = 0;
    if (signal.aborted) return;
    sorted.push(...[...known.values()].slice(sorted.length));
    sorted.sort(byPath);
    files.value = [...sorted];
  };
  const empty = setTimeout(draw, PAUSE);
  for await (const each of source) {
    if (signal.aborted) return false;
    lines++;
    put(known, each);
    timer ||= window.setTimeout(draw, known.size === 1 ? 0 : BETWEEN);
  }
  clearTimeout(empty);
  clearTimeout(timer);
  draw();
  return lines >= LIMIT;
}

function put(known: Map<string, FoundFile>, it: TextMatch): void {
  const found = places(it.text, it.spans);
  const file = known.get(it.path) ?? { path: it.path, lines: [], count: 0, closed: false, stale: false };
  file.lines.push({ line: it.line, text: it.text, found, cut: it.text.length >= SENT });
  file.count += found.length;
  known.set(it.path, file);
}

/** As people sort names: `file9` before `file10`. */
const collator = new Intl.Collator(undefined, { numeric: true });
const byPath = (a: FoundFile, b: FoundFile): number => collator.compare(a.path, b.path);

/** Changes files of the list, and drops those that have nothing left. */
export function change(how: (file: FoundFile) => FoundFile | undefined): void {
  files.value = files.value.map(how).filter((each) => each !== undefined);
}

/** Takes a file, or a line of it, off the list. */
export function dismiss({ file, line }: Row): void {
  change((each) => {
    if (each.path !== file.path) return each;
    const lines = line ? each.lines.filter((one) => one.line !== line.line) : [];
    return lines.length ? { ...each, lines, count: lines.reduce((sum, one) => sum + one.found.length, 0) } : undefined;
  });
}

/** How many files are done and how many there are, while replacing. */
export const progress = signal<{ done: number; of: number } | undefined>(undefined);

/** The versions of files that were written by replacing: those are no news. */
const own = new Set<string>();
let waiting: EventRecord[] = [];

/** Marks what changed after it was searched; while replacing it is not yet known which changes are its own. */
function changed(event: EventRecord): void {
  if (progress.peek()) {
    waiting.push(event);
    return;
  }
  const data = event.data as Changes;
  const all = data.changes ?? [data];
  const news = all.filter((each) => !own.has(String(each.version)));
  const touched = new Set(news.flatMap((each) => [each.path, each.from]));
  if (!files.value.some((each) => touched.has(each.path))) return;
  change((each) => (touched.has(each.path) ? { ...each, stale: true } : each));
}

interface Changes {
  path?: string;
  from?: string;
  version?: string | null;
  changes?: readonly Changes[];
}

/** Takes the end of replacing, with the versions that it wrote. */
export function settled(versions: readonly string[]): void {
  progress.value = undefined;
  for (const each of versions) own.add(each);
  const all = waiting;
  waiting = [];
  for (const each of all) changed(each);
}

/** Searches as people type, and notices when files change. */
export function start(): void {
  listen("files.", changed, () => change((each) => ({ ...each, stale: true })));
  effect(() => {
    const was = state.peek();
    if (link.value === "live" && was.is === "failed" && was.kind === "ConnectionLost") void search();
  });
  let first = true;
  effect(() => {
    const asks = [query.value, byName.value];
    if (first || !asks.length) {
      first = false;
      return;
    }
    clearTimeout(timer);
    control?.abort();
    timer = window.setTimeout(() => void search(), query.value.pattern ? PAUSE : 0);
  });
}
