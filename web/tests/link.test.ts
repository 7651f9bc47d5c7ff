// The connection, on sockets that do what a test says.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Client, type ConnectionLost, type Options } from "../src/rpc.ts";

interface Request {
  id?: number;
  method: string;
  params: Record<string, unknown>;
}

type Answer = (request: Request, socket: FakeSocket) => void;

/** A server's end of a WebSocket. */
class FakeSocket {
  onopen: () => void = () => {};
  onmessage: (event: { data: unknown }) => void = () => {};
  onclose: (event: { code: number; reason: string }) => void = () => {};
  onerror: () => void = () => {};
  readonly sent: Request[] = [];
  closed = false;
  private readonly answers: Answer;

  constructor(opens: boolean, answers: Answer) {
    this.answers = answers;
    setImmediate(() => (opens ? this.onopen?.() : this.onerror?.()));
  }

  send(text: string): void {
    const request = JSON.parse(text) as Request;
    this.sent.push(request);
    setImmediate(() => !this.closed && this.answers(request, this));
  }

  close(): void {
    this.closed = true;
  }

  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ jsonrpc: "2.0", ...message }) });
  }

  item(token: number, cursor: string, item: unknown): void {
    this.say({ method: "$/progress", params: { token, value: { cursor, item } } });
  }

  cut(code = 1006, reason = ""): void {
    this.closed = true;
    this.onclose?.({ code, reason });
  }
}

const clients: Client[] = [];
afterEach(() => clients.splice(0).forEach((each) => each.close()));

/** A client whose server answers as `answers` says, after it let it in. */
function connected(answers: Answer, options: Partial<Options> & { opens?: () => boolean; key?: string } = {}) {
  const sockets: FakeSocket[] = [];
  const states: string[] = [];
  const answering: Answer = (request, socket) => {
    if (request.method !== "rpc.authenticate") return answers(request, socket);
    if (request.params["key"] === "revoked")
      return socket.say({ id: request.id, error: { code: -32000, message: "No.", data: { kind: "Unauthenticated" } } });
    const limits = { calls: 256, message_bytes: 1 };
    socket.say({ id: request.id, result: { server: {}, scopes: [], credit: { items: 256 }, limits } });
  };
  const client = new Client({
    url: "http://test",
    key: "good",
    patience: Infinity,
    changed: (state) => states.push(state),
    ...options,
    connect: () => {
      const socket = new FakeSocket(options.opens?.() ?? true, answering);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
  clients.push(client);
  return { client, sockets, states };
}

const echo: Answer = ({ id, method }, socket) => socket.say({ id, result: method });
const mute: Answer = () => {};

async function until(true_: () => unknown): Promise<void> {
  for (const end = Date.now() + 10_000; !true_(); ) {
    assert.ok(Date.now() < end, true_.toString());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test("calls that begin at once share one connection", async () => {
  const { client, sockets } = connected(echo);
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.system.ping()));
  assert.deepEqual(new Set(answers), new Set(["system.ping"]));
  assert.equal(sockets.length, 1);
});

test("a thousand calls that were cut off are all answered, and never too many at a time", async () => {
  const { client, sockets } = connected((request, socket) => sockets.length > 1 && echo(request, socket));
  const calls = Array.from({ length: 1000 }, () => client.system.ping());
  await until(() => sockets[0]?.sent.length === 129);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(sockets[0]?.sent.length, 129, "half of what the server takes, after who it is");
  sockets[0]?.cut();
  assert.equal((await Promise.all(calls)).length, 1000);
  assert.equal(sockets.length, 2);
});

test("a stream goes on from its cursor, through any number of cuts", async () => {
  const answers: Answer = ({ id, method, params }, socket) => {
    if (method !== "workspaces.events") return;
    const from = Number(params["since"] ?? 0);
    for (let n = from + 1; n <= from + 3; n++) socket.item(id!, String(n), n);
    socket.cut();
  };
  const { client } = connected(answers);
  const seen: unknown[] = [];
  for await (const { value } of client.workspaces.events({ workspace: "w" })) if (seen.push(value) === 30) break;
  assert.deepEqual(
    seen,
    Array.from({ length: 30 }, (_, n) => n + 1),
  );
});

test("a stream can be left while nothing comes, and while the server is lost", async () => {
  const { client, sockets } = connected(mute);
  const stream = client.workspaces.events({ workspace: "w" });
  const next = stream.next();
  await until(() => sockets[0]?.sent.length === 2);
  await stream.return?.();
  assert.equal((await next).done, true);
  await until(() => sockets[0]?.sent.at(-1)?.method === "$/cancelRequest");

  let there = true;
  const lost = connected(mute, { opens: () => there });
  const other = lost.client.workspaces.events({ workspace: "w" });
  const waits = other.next();
  await until(() => lost.sockets[0]?.sent.length === 2);
  there = false;
  lost.sockets[0]?.cut();
  await until(() => lost.sockets.length > 2);
  await other.return?.();
  assert.equal((await waits).done, true);
});

test("what is closed stays closed: its streams end and open nothing", async () => {
  const { client, sockets, states } = connected(mute);
  const next = client.workspaces.events({ workspace: "w" }).next();
  const call = client.system.info();
  await until(() => sockets[0]?.sent.length === 3);
  client.close();
  await assert.rejects(next, { kind: "ConnectionLost" });
  await assert.rejects(call, { kind: "ConnectionLost" });
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(sockets.length, 1);
  assert.deepEqual(states, ["live"]);
});

test("a page connects again by itself, and never in a tight loop", async () => {
  const { client, sockets, states } = connected((request, socket) =>
    request.method === "system.ping" ? echo(request, socket) : socket.cut(),
  );
  await client.system.ping();
  for (let n = 1; n < 6; n++) {
    sockets.at(-1)?.cut();
    await until(() => sockets.length === n + 1 && states.at(-1) === "live");
  }
  const begun = Date.now();
  for (let n = 0; n < 4; n++) {
    const before = sockets.length;
    sockets.at(-1)?.cut();
    await until(() => sockets.length > before && states.at(-1) === "live");
  }
  assert.ok(Date.now() - begun > 400, "pauses grow");
});

test("while the server is lost, queries wait, and what is not safe to repeat fails at once", async () => {
  let there = true;
  const { client, sockets, states } = connected(echo, { opens: () => there });
  await client.system.ping();
  there = false;
  sockets[0]?.cut();
  assert.equal(states.at(-1), "lost");
  const query = client.system.ping();
  const once = client.system.logout({ idempotency_key: "k" });
  await assert.rejects(
    client.system.logout(),
    (error: ConnectionLost) => !error.sent && /nothing was done/.test(error.message),
  );
  const stop = new AbortController();
  const aborted = client.system.ping({}, stop.signal);
  stop.abort();
  await assert.rejects(aborted, { name: "AbortError" });
  there = true;
  client.retry();
  assert.deepEqual(await Promise.all([query, once]), ["system.ping", "system.logout"]);
});

test("a command that was under way says that it may have been done, and is not sent twice", async () => {
  const { client, sockets } = connected(mute);
  const call = client.system.logout();
  await until(() => sockets[0]?.sent.length === 2);
  sockets[0]?.cut();
  await assert.rejects(call, (error: ConnectionLost) => error.sent && /look whether it was done/.test(error.message));
  await until(() => sockets.length === 2);
  assert.ok(!sockets[1]?.sent.some((each) => each.method === "system.logout"));
});

test("a key that opens nothing any more ends calls with the reason; streams wait for another one", async () => {
  const { client, sockets, states } = connected(({ id, params }, socket) => {
    if (sockets.length > 2) socket.item(id!, "2", params["since"]);
    else if (params["workspace"]) socket.item(id!, "1", "first");
  });
  const stream = client.workspaces.events({ workspace: "w" });
  assert.equal((await stream.next()).value.value, "first");
  const next = stream.next();
  client.use("revoked");
  await until(() => states.at(-1) === "refused");
  await assert.rejects(client.system.ping(), { kind: "Unauthenticated", message: "No." });
  const tried = sockets.length;
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(sockets.length, tried, "it is not asked again and again");
  client.use("good");
  assert.equal((await next).value.value, "1");
});

test("a connection on which nothing comes is given up, one that is busy is not", async () => {
  const silent = connected((request, socket) => silent.sockets.length > 1 && echo(request, socket));
  const call = silent.client.system.info();
  await until(() => silent.sockets[0]?.sent.length === 2);
  assert.equal(await silent.client.probe(100), undefined);
  assert.equal(await call, "system.info");
  assert.equal(silent.sockets.length, 2);

  const busy = connected(({ id, method }, socket) => {
    if (method !== "workspaces.events") return void setTimeout(() => socket.say({ id, result: "pong" }), 400);
    const timer = setInterval(() => (socket.closed ? clearInterval(timer) : socket.item(id!, "1", 1)), 20);
  });
  await busy.client.workspaces.events({ workspace: "w" }).next();
  assert.ok((await busy.client.probe(150)) !== undefined);
  assert.equal(busy.sockets.length, 1);
});

test("a server that is not there in time is given up by who has patience only for a while", async () => {
  const { client } = connected(mute, { opens: () => false, patience: 200 });
  await assert.rejects(client.system.ping(), { kind: "ConnectionLost" });
});

test("calls and streams under way are told of, and can be cancelled", async () => {
  const under: string[] = [];
  const cancels: (() => void)[] = [];
  const { client } = connected(mute, {
    began: (call) => {
      under.push(call.method);
      cancels.push(call.cancel);
      return () => under.splice(under.indexOf(call.method), 1);
    },
  });
  const call = client.system.info();
  const next = client.workspaces.events({ workspace: "w" }).next();
  assert.deepEqual(under, ["system.info", "workspaces.events"]);
  for (const cancel of cancels) cancel();
  await assert.rejects(call, { name: "AbortError" });
  assert.equal((await next).done, true);
  assert.deepEqual(under, []);
});
