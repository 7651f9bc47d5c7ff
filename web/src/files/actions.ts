// What the explorer does to files, by the server's methods.

import { dirtyPaths, openFile } from "../editor/index.tsx";
import { ask } from "../look/Dialog.tsx";
import { fail, say } from "../notices/notices.ts";
import type { Entry, Trashed } from "../rpc.gen.ts";
import { here, link, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { asker, type Decide } from "./conflicts.tsx";
import { copyName, inTurn } from "./names.ts";
import { join, type Node, nameOf, parentOf, within } from "./node.ts";
import { mine } from "./own.ts";

const AT_ONCE = 4;

/** Refuses to begin while there is no connection, so that nothing is done later by surprise. */
export function ready(): void {
  if (link.value !== "live") throw new Error(words.files.offline);
}

const isKind = (error: unknown, ...kinds: string[]): boolean => error instanceof Error && kinds.includes(error.name);

/** Makes a file or folder, with the folders that its name has; returns its path. */
export async function create(kind: "file" | "folder" | "name", folder: Node, name: string): Promise<string> {
  ready();
  const path = join(folder.path, name.replace(/\/$/, ""));
  mine(path, join(folder.path, name.split("/")[0] as string));
  if (kind === "folder" || name.endsWith("/")) {
    await server.files.make_folder({ workspace: here.value, path, ...once() });
    return path;
  }
  const make = () => server.files.create({ workspace: here.value, path, ...once() });
  await make().catch(async (error) => {
    if (!isKind(error, "NotFound") || !name.includes("/")) throw error;
    await makeFolder(parentOf(path));
    await make();
  });
  openFile(path, { focus: true });
  return path;
}

/** Makes a folder, unless it is there. */
export async function makeFolder(path: string): Promise<void> {
  mine(path);
  await server.files.make_folder({ workspace: here.value, path, ...once() }).catch((error) => {
    if (!isKind(error, "Conflict")) throw error;
  });
}

/** Gives another name, which may lead to another folder; returns the new path. */
export async function rename(node: Node, name: string): Promise<string> {
  ready();
  const target = join(parentOf(node.path), name);
  mine(node.path, target);
  return (await server.files.move({ workspace: here.value, source: node.path, target, ...once() })).path;
}

/** Puts things into the trash; a notice takes them out again. */
export async function remove(nodes: readonly Node[]): Promise<void> {
  ready();
  const paths = nodes.map((each) => each.path);
  const lost = [...dirtyPaths.value].filter((each) => paths.some((path) => within(each, path)));
  if (lost.length) {
    const answers = [
      { value: "yes", title: words.files.deleteAnyway, kind: "bad" as const },
      { value: "", title: words.files.cancel },
    ];
    if (!(await ask(words.files.notSaved(lost.length), answers, words.files.notSavedBody))) return;
  }
  mine(...paths);
  const trashed: Trashed[] = [];
  await inTurn(paths, AT_ONCE, async (path) => {
    trashed.push(await server.files.delete({ workspace: here.value, path, ...once() }));
  }).finally(() => {
    if (!trashed.length) return;
    const action = { title: words.files.undo, run: () => restore(trashed) };
    say(words.files.deleted(trashed.length, nameOf((trashed[0] as Trashed).path)), { kind: "done", action });
  });
}

/** Takes things out of the trash, the folders first. */
export async function restore(items: readonly Trashed[]): Promise<void> {
  ready();
  const sorted = [...items].sort((a, b) => a.path.length - b.path.length);
  mine(...sorted.map((each) => each.path));
  await inTurn(sorted, 1, async ({ id }) => {
    await server.files.restore({ workspace: here.value, id, ...once() });
  }).catch(fail);
}

/** Moves things into a folder, or copies them there; a copy gets a name of its own, of a move it is asked. */
export async function put(paths: readonly string[], folder: string, how: "move" | "copy"): Promise<string[]> {
  ready();
  if (paths.some((each) => within(folder, each))) throw new Error(words.files.within);
  const decide = asker(paths.length > 1);
  const done: [string, string][] = [];
  await inTurn(paths, 1, async (source) => {
    const target = join(folder, nameOf(source));
    if (how === "copy") done.push([source, await copyTo(source, target)]);
    else if (source !== target) {
      const path = await moveTo(source, target, decide);
      if (path) done.push([source, path]);
    }
  });
  if (how === "move" && done.length) sayMoved(done, folder);
  return done.map(([, path]) => path);
}

function sayMoved(done: readonly [string, string][], folder: string): void {
  const back = () =>
    inTurn([...done].reverse(), 1, async ([source, target]) => {
      ready();
      mine(source, target);
      await server.files.move({ workspace: here.value, source: target, target: source, ...once() });
    }).catch(fail);
  const [first] = done as [[string, string]];
  const text = words.files.moved(done.length, nameOf(first[1]), nameOf(folder) || words.files.topFolder);
  say(text, { kind: "done", action: { title: words.files.undo, run: back } });
}

async function moveTo(source: string, target: string, decide: Decide): Promise<string> {
  mine(source, target);
  try {
    return (await server.files.move({ workspace: here.value, source, target, ...once() })).path;
  } catch (error) {
    if (!isKind(error, "Conflict")) throw error;
    const there = await server.files.stat({ workspace: here.value, path: target });
    const answer = await decide(nameOf(target), there.type === "file");
    if (answer === "skip") return "";
    if (answer === "both") return free(target, (path) => move(source, path));
    return (await server.files.move({ workspace: here.value, source, target, replace: true, ...once() })).path;
  }
}

const move = (source: string, target: string): Promise<Entry> =>
  server.files.move({ workspace: here.value, source, target, ...once() });

/** Copies something beside itself or to a place, under the first name that is free; returns its path. */
export function copyTo(source: string, target: string): Promise<string> {
  const copy = (path: string) => server.files.copy({ workspace: here.value, source, target: path, ...once() });
  return free(target, copy, source !== target);
}

/** Does something with the first path that is free: the one that is given, or with a name that says that it is a copy. */
async function free(path: string, act: (path: string) => Promise<Entry>, also = false): Promise<string> {
  for (let number = also ? 0 : 1; ; number++) {
    const name = number ? copyName(nameOf(path), number) : nameOf(path);
    const target = join(parentOf(path), name);
    mine(target);
    try {
      return (await act(target)).path;
    } catch (error) {
      if (!isKind(error, "Conflict") || number > 1000) throw error;
    }
  }
}
