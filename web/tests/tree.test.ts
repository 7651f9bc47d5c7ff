// The tree against a plain model: whatever comes in whatever order, in the end it shows what the disk holds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, type Node } from "../src/files/node.ts";
import { type Change, Tree } from "../src/files/tree.ts";

type Type = "file" | "folder";
type Page = { items: { path: string; type: Type; version: string; clash: boolean }[]; next: string | null };

/** Numbers that are the same at each run. */
function chance(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A disk that tells what happens to it, later. */
class Disk {
  readonly files = new Map<string, { type: Type; version: string }>();
  readonly events: ((tree: Tree) => void)[] = [];
  private last = 0;

  names(folder: string): string[] {
    const prefix = folder ? `${folder}/` : "";
    return [...this.files.keys()]
      .filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes("/"))
      .sort();
  }

  page(folder: string, after: string, limit: number): Page {
    if (folder && this.files.get(folder)?.type !== "folder") {
      throw Object.assign(new Error("there is no such folder"), { name: "NotFound" });
    }
    const left = this.names(folder).filter((path) => path.slice(path.lastIndexOf("/") + 1) > after);
    const items = left.slice(0, limit).map((path) => ({ path, clash: false, ...this.files.get(path)! }));
    const last = items.at(-1)?.path ?? "";
    return { items, next: left.length > limit ? last.slice(last.lastIndexOf("/") + 1) : null };
  }

  put(path: string, type: Type, tell = true): Change[] {
    const before = this.files.get(path);
    const file = { type, version: `${++this.last}` };
    this.files.set(path, file);
    const change: Change = { path, change: before ? "changed" : "created", ...file };
    if (tell) this.events.push((tree) => tree.apply([change]));
    return [change];
  }

  remove(path: string, tell = true): Change[] {
    const type = this.files.get(path)!.type;
    for (const each of [...this.files.keys()]) {
      if (each === path || each.startsWith(`${path}/`)) this.files.delete(each);
    }
    const change: Change = { path, change: "deleted", type };
    if (tell) this.events.push((tree) => tree.apply([change]));
    return [change];
  }

  move(from: string, to: string): void {
    for (const [path, file] of [...this.files]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.files.delete(path);
      this.files.set(to + path.slice(from.length), file);
    }
    const told = { path: to, ...this.files.get(to)! };
    this.events.push((tree) => tree.move(from, told));
  }
}

/** A server whose answers wait: they are read from the disk at one time, and come at another. */
class Server {
  readonly asked: { path: string; after: string; answer(page: () => Page): void }[] = [];
  readonly coming: (() => void)[] = [];

  list = (path: string, after: string): Promise<Page> =>
    new Promise((resolve, reject) => {
      const answer = (page: () => Page) => {
        try {
          const read = page();
          this.coming.push(() => resolve(read));
        } catch (error) {
          this.coming.push(() => reject(error));
        }
      };
      this.asked.push({ path, after, answer });
    });
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

function order({ path, type }: { path: string; type: Type }): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return [keyOf(name, type), name.toLowerCase(), name].join("\0");
}

/** What should be visible: everything whose folders are open. */
function expected(disk: Disk, opened: ReadonlySet<string>): string[] {
  const walk = (folder: string): string[] =>
    disk
      .names(folder)
      .map((path) => ({ path, ...disk.files.get(path)! }))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1))
      .flatMap(({ path, type }) => [path, ...(type === "folder" && opened.has(path) ? walk(path) : [])]);
  return walk("");
}

function folders(disk: Disk): string[] {
  return ["", ...[...disk.files].filter(([, file]) => file.type === "folder").map(([path]) => path)];
}

function happen(disk: Disk, pick: (below: number) => number): void {
  const paths = [...disk.files.keys()];
  const one = paths[pick(paths.length)];
  const folder = folders(disk)[pick(folders(disk).length)]!;
  const name = `${"abAB"[pick(4)]}${pick(12)}`;
  const path = folder ? `${folder}/${name}` : name;
  const what = pick(10);
  if (what < 4 && !disk.files.has(path)) disk.put(path, pick(3) ? "file" : "folder");
  else if (what === 4 && one && disk.files.get(one)!.type === "file") disk.put(one, "file");
  else if (what === 5 && one) disk.remove(one);
  else if (what === 6 && one && !path.startsWith(`${one}/`) && !disk.files.has(path)) disk.move(one, path);
  else if (what === 7 && one && disk.files.get(one)!.type === "file" && disk.files.get(path)?.type === "file") {
    if (one !== path) disk.move(one, path);
  } else if (what === 8) {
    const batch = [0, 1, 2].flatMap((n) =>
      disk.files.has(`${path}${n}`) ? [] : disk.put(`${path}${n}`, "file", false),
    );
    if (one && disk.files.get(one)?.type === "file") batch.push(...disk.remove(one, false));
    disk.events.push((tree) => tree.apply(batch));
  } else if (what === 9 && one && disk.files.get(one)!.type === "folder") {
    const batch = [...disk.remove(one, false), ...disk.put(one, "file", false)];
    disk.events.push((tree) => tree.apply(batch));
  }
}

test("whatever is interleaved, the tree ends up with what the disk holds", async () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const pick = chance(seed);
    const [disk, server] = [new Disk(), new Server()];
    for (let n = 0; n < 12; n++) happen(disk, pick);
    disk.events.length = 0;
    const tree = new Tree(server.list, pick(2) ? folders(disk).slice(0, 3) : []);
    void tree.open();
    for (let step = 0; step < 120; step++) {
      const what = pick(8);
      if (what < 2) happen(disk, pick);
      else if (what === 2) disk.events.shift()?.(tree);
      else if (what === 3) answer(disk, server, pick);
      else if (what === 4) server.coming.splice(pick(server.coming.length), 1)[0]?.();
      else if (what === 5 && tree.rows.length) toggle(tree, tree.rows[pick(tree.rows.length)]!);
      else if (what === 6 && pick(20) === 0) {
        disk.events.length = 0;
        tree.again();
      } else await turn();
    }
    for (let idle = 0; idle < 3; ) {
      disk.events.shift()?.(tree);
      answer(disk, server, () => 0);
      server.coming.shift()?.();
      await turn();
      idle = disk.events.length + server.asked.length + server.coming.length ? 0 : idle + 1;
    }
    assert.deepEqual(
      tree.rows.map((each) => each.path),
      expected(disk, tree.opened),
      `seed ${seed}`,
    );
    assert.ok(
      tree.rows.every((each) => each.version === disk.files.get(each.path)!.version && tree.get(each.path) === each),
      `seed ${seed}`,
    );
  }
});

function answer(disk: Disk, server: Server, pick: (below: number) => number): void {
  const [asked] = server.asked.splice(pick(server.asked.length), 1);
  asked?.answer(() => disk.page(asked.path, asked.after, 3));
}

function toggle(tree: Tree, node: Node): void {
  if (node.type !== "folder") return;
  if (tree.isOpen(node)) tree.close(node);
  else void tree.open(node);
}

const full = (names: Record<string, Type>) => {
  const items = Object.entries(names).map(([path, type]) => ({ path, type, version: "1", clash: false }));
  return async (folder: string) => ({
    items: items.filter(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf("/"))) === folder),
    next: null,
  });
};

test("folders stand first, numbers by their value, capital letters and accents aside", async () => {
  const tree = new Tree(
    full({
      "b.txt": "file",
      file10: "file",
      File9: "file",
      émile: "file",
      eta: "file",
      z: "folder",
      A: "file",
      file009: "file",
    }),
  );
  await tree.open();
  assert.deepEqual(
    tree.rows.map((each) => each.name),
    ["z", "A", "b.txt", "émile", "eta", "file009", "File9", "file10"],
  );
});

test("names that some take for the same are marked, as long as there are two", async () => {
  const tree = new Tree(full({ "Read.md": "file" }));
  await tree.open();
  tree.apply([{ path: "read.md", change: "created", type: "file" }]);
  assert.deepEqual(
    tree.rows.map((each) => each.clash),
    [true, true],
  );
  tree.apply([{ path: "Read.md", change: "deleted", type: "file" }]);
  assert.deepEqual(
    tree.rows.map((each) => [each.name, each.clash]),
    [["read.md", false]],
  );
});

test("a renamed folder is the same node, stays open and so do those in it", async () => {
  const tree = new Tree(full({ a: "folder", "a/b": "folder", "a/b/c": "file" }), ["a", "a/b"]);
  await tree.open();
  await turn();
  const node = tree.get("a");
  tree.move("a", { path: "z", type: "folder", version: "1" });
  assert.equal(tree.get("z"), node);
  assert.deepEqual(
    tree.rows.map((each) => [each.path, each.depth]),
    [
      ["z", 0],
      ["z/b", 1],
      ["z/b/c", 2],
    ],
  );
  assert.deepEqual([...tree.opened].sort(), ["", "z", "z/b"]);
});

test("a folder that can't be read says why, and can be asked again", async () => {
  let broken = true;
  const tree = new Tree(async (path) => {
    if (path && broken) throw new Error("It may not be read.");
    return { items: path ? [] : [{ path: "a", type: "folder" as const }], next: null };
  });
  await tree.open();
  const node = tree.get("a")!;
  await tree.open(node);
  assert.deepEqual([node.state, node.why], ["failed", "It may not be read."]);
  broken = false;
  await tree.open(node);
  assert.equal(node.state, "");
});

test("100,000 visible entries: a change does not sort them again", async () => {
  const items = Array.from({ length: 100_000 }, (_, n) => ({ path: `file${n}`, type: "file" as const, clash: false }));
  const tree = new Tree(async () => ({ items, next: null }));
  await tree.open();
  assert.equal(tree.rows.length, 100_000);
  const begin = process.cpuUsage();
  for (let n = 0; n < 50; n++) {
    tree.apply([{ path: `file${n}.new`, change: "created", type: "file" }]);
    assert.equal(tree.rows.length, 100_001 + n);
  }
  const { user, system } = process.cpuUsage(begin);
  assert.ok(user + system < 5_000_000, `${user + system} us`);
  const [at, of] = tree.position(tree.get("file99999")!);
  assert.deepEqual([at, of], [100_050, 100_050]);
});
