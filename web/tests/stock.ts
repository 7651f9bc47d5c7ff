// A stock client, vscode-jsonrpc, on a plain WebSocket: it knows nothing of icotes.
// Arguments: the server's address, a key.

import assert from "node:assert/strict";
import rpc, { type Disposable, type Message } from "vscode-jsonrpc/node.js";

interface Item {
  cursor: string;
  item: any;
}

class Reader extends rpc.AbstractMessageReader {
  private readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.socket = socket;
  }

  listen(callback: (message: Message) => void): Disposable {
    this.socket.onmessage = ({ data }) => callback(JSON.parse(data));
    this.socket.onclose = () => this.fireClose();
    return { dispose: () => this.socket.close() };
  }
}

class Writer extends rpc.AbstractMessageWriter {
  private readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    super();
    this.socket = socket;
  }

  async write(message: Message): Promise<void> {
    this.socket.send(JSON.stringify(message));
  }

  end(): void {}
}

const [url, key] = process.argv.slice(2);
const options = { headers: { Authorization: `Bearer ${key}` } } as unknown as string;
const socket = new WebSocket(`${url!.replace("http", "ws")}/ws`, options);
await new Promise((resolve) => (socket.onopen = resolve));
const connection = rpc.createMessageConnection(new Reader(socket), new Writer(socket));
connection.listen();

/** Calls a streaming method until `enough` says so; returns what came. */
async function follow(method: string, params: object, enough: (items: Item[]) => boolean): Promise<Item[]> {
  const items: Item[] = [];
  const token = `${method} ${Math.random()}`;
  const stop = new rpc.CancellationTokenSource();
  const progress = connection.onProgress(new rpc.ProgressType<Item>(), token, (item) => {
    items.push(item);
    if (enough(items)) stop.cancel();
  });
  const sent = connection.sendRequest(method, { ...params, partialResultToken: token }, stop.token);
  await assert.rejects(sent, { code: -32800 });
  progress.dispose();
  return items;
}

const path = "stock.txt";
const watched = follow("files.follow", { path: "" }, (items) => JSON.stringify(items).includes(path));
await connection.sendRequest("files.write", { path, text: "from a stock client" });
const content = await connection.sendRequest<any>("files.read", { path });
assert.equal(content.text, "from a stock client");
assert.ok((await watched).every((item) => typeof item.cursor === "string"));

const { id } = await connection.sendRequest<any>("terminals.create", { command: ["cat"] });
await connection.sendRequest("terminals.write", { terminal: id, data: "hello\r" });
const text = (items: Item[]) =>
  items.map(({ item }) => (typeof item === "string" ? Buffer.from(item, "base64").toString() : "")).join("");
const printed = await follow("terminals.follow", { terminal: id }, (items) => text(items).split("hello").length > 2);
assert.match(text(printed), /hello/);

await assert.rejects(connection.sendRequest("files.read", { path: "nowhere" }), { code: -32007 });
await connection.sendRequest("terminals.close", { terminal: id });
connection.dispose();
socket.close();
console.log("ok");
