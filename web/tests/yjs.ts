// A stock Yjs client (y-websocket) that is told line by line what to do, and answers line by line.
// Arguments: the server's address, a key, the room (workspace/path).

import { createInterface } from "node:readline";
// @ts-expect-error: ws brings no types.
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const [url, key, room] = process.argv.slice(2) as [string, string, string];
const document = new Y.Doc();
const text = document.getText("text");
const closed: { code: number; reason: string }[] = [];
const provider = new WebsocketProvider(`${url.replace("http", "ws")}/sync`, room, document, {
  protocols: ["icotes.sync", `icotes.key.${key}`],
  WebSocketPolyfill: WebSocket,
  disableBc: true,
});
provider.on("closed", (event) => closed.push(event));

const commands: Record<string, (...words: any[]) => unknown> = {
  synced: () => provider.synced,
  text: () => text.toString(),
  insert: (index: number, piece: string) => text.insert(index, piece),
  delete: (index: number, length: number) => text.delete(index, length),
  append: (piece: string) => text.insert(text.length, piece),
  select: (anchor: number, head: number) =>
    provider.awareness.setLocalStateField("cursor", {
      anchor: Y.createRelativePositionFromTypeIndex(text, anchor),
      head: Y.createRelativePositionFromTypeIndex(text, head),
    }),
  leave: () => provider.awareness.setLocalState(null),
  connect: () => provider.connect(),
  disconnect: () => provider.disconnect(),
  resync: () => provider.ws!.send(Uint8Array.of(0, 0, 1, 0)),
  send: (...bytes: number[]) => provider.ws!.send(Uint8Array.from(bytes)),
  closed: () => closed,
  people: () =>
    [...provider.awareness.getStates()]
      .filter(([client]) => client !== document.clientID)
      .map(([, { user, cursor, ...rest }]) => ({
        ...rest,
        name: user?.name,
        anchor: cursor && Y.createAbsolutePositionFromRelativePosition(cursor.anchor, document)?.index,
        head: cursor && Y.createAbsolutePositionFromRelativePosition(cursor.head, document)?.index,
      })),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = JSON.parse(line);
  console.log(JSON.stringify(commands[name]!(...words) ?? null));
}
process.exit(0);
