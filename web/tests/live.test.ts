// A document and its server: what is typed gets there once, whatever breaks, and nothing of it is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { ConnectionLost, RpcError } from "../src/link.ts";
import { decoded, encoded } from "../src/live/base64.ts";
import { LiveDoc, Remote } from "../src/live/provider.ts";
import type { Keeper, Kept, News, Status, Wire } from "../src/live/wire.ts";

const STATUS: Status = {
  saved: true,
  trouble: "",
  detail: "",
  path: "a.txt",
  version_on_disk: "1",
  encoding: "utf-8",
  ending: "\n",
};

/** A server with one document; its answers can be held, broken and refused. */
class Fake implements Wire {
  doc = new Y.Doc();
  document = "d1";
  sent = 0;
  followed = 0;
  alive = true;
  failure: Error | undefined;
  /** Takes an update, and does not answer any more. */
  mute = false;
  private readonly readers = new Set<(news: News | undefined) => void>();
  private waiting: (() => void)[] = [];

  constructor(text: string) {
    this.doc.getText("text").insert(0, text);
  }

  get text(): string {
    return this.doc.getText("text").toString();
  }

  follow(_path: string, state: Uint8Array): AsyncIterableIterator<News> {
    const ended = { done: true, value: undefined } as const;
    const news: (News | undefined)[] = [];
    let wake = () => {};
    const put = (each: News | undefined) => (news.push(each), wake());
    let begun = false;
    return {
      next: async () => {
        await this.back();
        if (!begun) {
          begun = true;
          this.followed++;
          this.readers.add(put);
          put(this.state(state));
        }
        while (!news.length) await new Promise<void>((resolve) => (wake = resolve));
        const next = news.shift();
        if (!next) this.readers.delete(put);
        return next ? { value: next } : ended;
      },
      return: async () => (put(undefined), ended),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  state(known: Uint8Array): News {
    const update = Y.encodeStateAsUpdate(this.doc, known.length ? known : undefined);
    return { type: "state", document: this.document, update, state: Y.encodeStateVector(this.doc), status: STATUS };
  }

  async update(_path: string, update: Uint8Array, document: string): Promise<void> {
    await Promise.resolve();
    if (!this.alive) throw new ConnectionLost("gone");
    if (this.failure) throw this.failure;
    if (document !== this.document) throw new RpcError(0, "another", { kind: "Conflict" });
    this.sent++;
    this.take(update, "me");
    if (this.mute) {
      this.alive = this.mute = false;
      throw new ConnectionLost("before it answered");
    }
  }

  take(update: Uint8Array, author: string): void {
    Y.applyUpdate(this.doc, update);
    this.tell({ type: "update", update, author, kind: "person", origin: "edit" });
  }

  tell(news: News | undefined): void {
    for (const each of this.readers) each(news);
  }

  /** Somebody else types. */
  type(at: number, text: string): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.getText("text").insert(at, text);
    this.take(Y.encodeStateAsUpdate(this.doc, before), "other");
  }

  /** Another incarnation of the document, as when its state was lost. */
  anew(text: string): void {
    this.doc = new Y.Doc();
    this.doc.getText("text").insert(0, text);
    this.document += "x";
    this.tell(undefined);
  }

  back(): Promise<void> {
    return this.alive ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  revive(): void {
    this.alive = true;
    for (const each of this.waiting.splice(0)) each();
    this.tell(this.state(new Uint8Array()));
  }

  here(): boolean {
    return this.alive;
  }
}

/** What a browser keeps; each page of it has its own. */
class Memory implements Keeper {
  readonly all = new Map<string, Kept>();
  private readonly page: string;

  constructor(page: string, all = new Map<string, Kept>()) {
    this.page = page;
    this.all = all;
  }

  read(path: string): Promise<Kept[]> {
    return Promise.resolve([...this.all].filter(([key]) => key.startsWith(`${path}\n`)).map(([, kept]) => kept));
  }

  async write(kept: Kept): Promise<void> {
    this.all.set(`${kept.path}\n${this.page}`, structuredClone(kept));
  }

  async drop(path: string): Promise<void> {
    for (const key of this.all.keys()) if (key.startsWith(`${path}\n`)) this.all.delete(key);
  }
}

const open = (server: Fake, memory = new Memory("1")) => LiveDoc.open("a.txt", "text", server, memory);
const textOf = (it: LiveDoc) => it.doc.value.getText("text").toString();
const type = (it: LiveDoc, at: number, text: string) => it.doc.value.getText("text").insert(at, text);

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 2_000, "it did not come true");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("bytes are the same after base64", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
  assert.deepEqual(decoded(encoded(bytes)), bytes);
});

test("what is typed here and there is the same at both, and who typed is known", async () => {
  const server = new Fake("text");
  const it = await open(server);
  const authors: string[] = [];
  it.doc.value.on("afterTransaction", ({ origin }: Y.Transaction) => {
    if (origin instanceof Remote) authors.push(origin.author);
  });
  type(it, 0, "mine ");
  server.type(4, " theirs");
  await it.sent();
  assert.equal(textOf(it), server.text);
  assert.match(server.text, /^mine text theirs$/);
  assert.ok(authors.includes("other"));
  await it.close();
});

test("while one update is on its way, the next ones are joined", async () => {
  const server = new Fake("");
  const it = await open(server);
  for (let n = 0; n < 100; n++) type(it, n, "x");
  await it.sent();
  assert.equal(server.text.length, 100);
  assert.ok(server.sent <= 2, String(server.sent));
  await it.close();
});

test("what was not acknowledged is sent again, and counts once", async () => {
  const server = new Fake("text");
  const it = await open(server);
  server.mute = true;
  type(it, 4, "!");
  await until(() => !server.alive);
  type(it, 5, "?");
  assert.equal(it.unsent.value, true);
  server.revive();
  await it.sent();
  assert.equal(server.text, "text!?");
  assert.equal(textOf(it), "text!?");
  await it.close();
});

test("what was typed without a server survives the page, and merges with what others typed", async () => {
  const server = new Fake("one two");
  const memory = new Memory("1");
  const first = await open(server, memory);
  server.alive = false;
  type(first, 0, "offline ");
  first.keep();
  server.doc.getText("text").insert(7, " three");
  const second = await open(server, new Memory("2", memory.all));
  assert.equal(textOf(second), "offline one two");
  assert.equal(second.fresh.value, false);
  server.alive = true;
  for (const each of [first, second]) void each;
  server.revive();
  await until(() => server.text === "offline one two three");
  await second.sent();
  assert.equal(textOf(second), server.text);
  await second.close();
  assert.ok([...memory.all.values()].every((each) => !each.unsent.length));
  await first.close();
});

test("unsent lines go into another incarnation of the document", async () => {
  const server = new Fake("one\ntwo\nthree\n");
  const it = await open(server);
  server.alive = false;
  type(it, 4, "TYPED ");
  await until(() => it.unsent.value);
  server.anew("one\ntwo\nthree, changed\n");
  server.revive();
  await until(() => server.text === "one\nTYPED two\nthree, changed\n");
  await it.sent();
  assert.equal(textOf(it), server.text);
  await it.close();
});

test("where both changed one line of another incarnation, both stay", async () => {
  const server = new Fake("one\n");
  const it = await open(server);
  server.alive = false;
  type(it, 0, "mine ");
  server.anew("theirs\n");
  server.revive();
  await until(() => server.text === "mine theirs\n");
  await it.close();
});

test("what only others still have goes back to a server that lost it", async () => {
  const server = new Fake("text");
  const it = await open(server);
  const before = Y.encodeStateAsUpdate(server.doc);
  server.type(4, " not durable");
  await until(() => textOf(it).endsWith("durable"));
  server.doc = new Y.Doc();
  Y.applyUpdate(server.doc, before);
  server.revive();
  await until(() => server.text === "text not durable");
  await it.close();
});

test("an update that builds on what a server lost is sent with that", async () => {
  const server = new Fake("text");
  const it = await open(server);
  const before = Y.encodeStateAsUpdate(server.doc);
  server.type(4, " lost");
  await until(() => textOf(it) === "text lost");
  server.doc = new Y.Doc();
  Y.applyUpdate(server.doc, before);
  server.failure = new RpcError(0, "It builds on what did not come.", { kind: "BadUpdate" });
  type(it, 9, "!");
  await until(() => server.followed > 1);
  server.failure = undefined;
  await until(() => server.text === "text lost!");
  await it.close();
});

test("a refusal is said, and what was typed stays", async () => {
  const server = new Fake("text");
  const memory = new Memory("1");
  const it = await open(server, memory);
  server.failure = new RpcError(0, "Your key may not.", { kind: "Denied" });
  type(it, 0, "x");
  await assert.rejects(it.sent(), /may not/);
  assert.equal(textOf(it), "xtext");
  assert.ok([...memory.all.values()][0]?.unsent.length);
  server.failure = undefined;
  type(it, 0, "y");
  await it.sent();
  assert.equal(server.text, "yxtext");
  await it.close();
});

test("a document that is none is said to be none", async () => {
  const server = new Fake("");
  server.back = () => Promise.reject(new RpcError(0, "It is no text.", { kind: "Unacceptable" }));
  await assert.rejects(open(server), /no text/);
});

test("five people, a server that goes and comes: everybody has the same in the end", async () => {
  const server = new Fake("");
  const people = await Promise.all([1, 2, 3, 4, 5].map((n) => open(server, new Memory(String(n)))));
  let seed = 7;
  const random = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
  for (let step = 0; step < 300; step++) {
    const it = people[random(5)]!;
    type(it, random(textOf(it).length + 1), String(step));
    if (random(20) === 0) server.mute = true;
    if (!server.alive && random(3) === 0) server.revive();
    if (random(4) === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  server.mute = false;
  if (!server.alive) server.revive();
  await Promise.all(people.map((each) => each.sent()));
  await until(() => people.every((each) => textOf(each) === server.text));
  assert.equal(server.text.length, [...Array(300).keys()].join("").length);
  for (const each of people) await each.close();
});
