// The generated TypeScript client. Arguments: the server's address, a key.

import assert from "node:assert/strict";
import { Client, type RpcError } from "../src/rpc.ts";

const [url, key] = process.argv.slice(2) as [string, string];
const client = new Client({
  url,
  key,
  // A browser sends its Origin; Node has none, and says who it is in the handshake.
  connect: (address, protocol) => {
    const options = { protocols: [protocol], headers: { Authorization: `Bearer ${key}` } };
    return new WebSocket(address, options as unknown as string);
  },
});

const path = "typescript.txt";
const files = client.files.follow({ path: "" });
await files.next();
await client.files.write({ path, text: "from TypeScript" });
for await (const { cursor, value } of files) {
  assert.ok(cursor);
  if (JSON.stringify(value).includes(path)) break;
}
assert.equal((await client.files.read({ path })).text, "from TypeScript");

const terminal = await client.terminals.create({ command: ["cat"] });
await client.terminals.write({ terminal: terminal.id, data: "hello\r" });
let printed = "";
for await (const { value } of client.terminals.follow({ terminal: terminal.id })) {
  if (value instanceof Uint8Array) printed += new TextDecoder().decode(value);
  if (printed.split("hello").length > 2) break;
}
await client.terminals.close({ terminal: terminal.id });

await assert.rejects(client.files.read({ path: "nowhere" }), (error: RpcError) => {
  assert.equal(error.kind, "NotFound");
  return error.message.length > 0;
});

const stop = new AbortController();
const slow = client.call("terminals.follow", { terminal: terminal.id }, stop.signal);
await assert.rejects(slow, { kind: "TerminalNotFound" });
client.close();
console.log("ok");
