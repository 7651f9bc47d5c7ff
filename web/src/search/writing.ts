// Replacing on disk: each file is read, changed and written by its version, so that nobody's work is lost.

import { dirtyPaths } from "../editor/state.ts";
import type { Content } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { here, once, server } from "../server.ts";
import { type FoundFile, progress, settled } from "./found.ts";
import { type Pattern, replaced } from "./replacing.ts";

/** Why a file was left as it is. */
export type Left = "unsaved" | "changed" | "no text" | "other";

/** What was done to a file, to be undone. */
interface Written {
  path: string;
  before: string;
  encoding: Encoding;
  /** The version that was written. */
  version: string;
}

type Encoding = "latin-1" | "utf-16-be" | "utf-16-le" | "utf-8" | "utf-8-bom";

export interface Outcome {
  written: Written[];
  count: number;
  left: { path: string; why: Left; message: string }[];
}

const AT_ONCE = 4;

/** Replaces what was found in files, and says what became of each. */
export async function replaceIn(files: readonly FoundFile[], pattern: Pattern, replacement: string): Promise<Outcome> {
  const outcome: Outcome = { written: [], count: 0, left: [] };
  await each(files, async (file) => {
    const leave = (why: Left, message = "") => void outcome.left.push({ path: file.path, why, message });
    if (dirtyPaths.value.has(file.path)) return leave("unsaved");
    try {
      const it = await server.files.read({ path: file.path, workspace: here.value });
      if (it.text === null) return leave("no text");
      const next = replaced(it.text, file.lines, pattern, replacement);
      if (!next) return leave("changed");
      const encoding = (it.encoding ?? "utf-8") as Encoding;
      const version = next.text === it.text ? it.version : await write(it, next.text, encoding);
      if (next.text !== it.text) outcome.written.push({ path: file.path, before: it.text, encoding, version });
      outcome.count += next.count;
    } catch (error) {
      if (error instanceof RpcError && ["Conflict", "NotFound"].includes(error.kind)) leave("changed");
      else leave("other", error instanceof Error ? error.message : String(error));
    }
  });
  settled(outcome.written.map((each) => each.version));
  return outcome;
}

async function write({ path, version }: Content, text: string, encoding: Encoding): Promise<string> {
  return (await server.files.write({ path, text, encoding, version, workspace: here.value, ...once() })).version;
}

/** Puts back what was replaced, where nobody wrote since; returns the paths of the others. */
export async function restore(written: readonly Written[]): Promise<string[]> {
  const left: string[] = [];
  await each(written, async ({ path, before, encoding, version }) => {
    try {
      await server.files.write({ path, text: before, encoding, version, workspace: here.value, ...once() });
    } catch {
      left.push(path);
    }
  });
  settled([]);
  return left;
}

/** Does something with each, a few at once. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  progress.value = { done: 0, of: items.length };
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await act(next);
      progress.value = { done: items.length - waiting.length, of: items.length };
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
}
