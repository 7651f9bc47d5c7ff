// Yjs documents that are told line by line what to do, and answer line by line; bytes travel as base64.

import { createInterface } from "node:readline";
import * as Y from "yjs";

const documents = new Map<string, Y.Doc>();
const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
const base64 = (data: Uint8Array) => Buffer.from(data).toString("base64");
/** Returns an index in UTF-16 units that a share of the text's characters is before. */
function place(text: string, share: number): number {
  const points = [...text];
  return points.slice(0, Math.floor(share * (points.length + 1))).join("").length;
}

const commands: Record<string, (doc: Y.Doc, ...words: any[]) => unknown> = {
  be: (doc, client: number) => (doc.clientID = client),
  apply: (doc, updates: string[]) => {
    for (const update of updates) Y.applyUpdate(doc, bytes(update), "remote");
  },
  /** Does operations, each `[share, piece]` to insert or `[from, to]` to delete; returns an update for each. */
  edit: (doc, operations: [number, number | string][]) => {
    const made: string[] = [];
    const take = (update: Uint8Array, origin: unknown) => origin !== "remote" && made.push(base64(update));
    doc.on("update", take);
    for (const [share, what] of operations) {
      const text = doc.getText("text");
      const begin = place(text.toString(), share);
      if (typeof what === "string") text.insert(begin, what);
      else if (what > share) text.delete(begin, place(text.toString(), what) - begin);
    }
    doc.off("update", take);
    return made;
  },
  /** Returns where a relative position is. */
  place: (doc, position: string) =>
    Y.createAbsolutePositionFromRelativePosition(Y.decodeRelativePosition(bytes(position)), doc)?.index,
  state: (doc) => base64(Y.encodeStateVector(doc)),
  lacking: (doc, state: string) => base64(Y.encodeStateAsUpdate(doc, bytes(state))),
  text: (doc) => doc.getText("text").toString(),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, id, ...words] = JSON.parse(line);
  if (name === "forget") documents.clear();
  const doc = documents.get(id) ?? new Y.Doc();
  if (name !== "forget") documents.set(id, doc);
  console.log(JSON.stringify(commands[name]?.(doc, ...words) ?? null));
}
process.exit(0);
