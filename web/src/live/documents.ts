// Documents of the server that this page is connected with.

import type { Bookmark, DocumentStatus, DocumentUpdate, Gap, SnapshotOfDocumentState } from "../rpc.gen.ts";
import { answers, here, link, server } from "../server.ts";
import { decoded, encoded } from "./base64.ts";
import { keeper, unsent } from "./kept.ts";
import { LiveDoc } from "./provider.ts";
import type { Kind, News, Wire } from "./wire.ts";

type OnWire = SnapshotOfDocumentState | DocumentUpdate | DocumentStatus | Gap | Bookmark;

const wire: Wire = {
  follow(path, state) {
    const items = server.documents.follow({ workspace: here.value, path, vector: encoded(state) });
    const ended = { done: true, value: undefined } as const;
    return {
      async next() {
        for (;;) {
          const { done, value } = await items.next();
          if (done) return ended;
          const news = newsOf(value.value);
          if (news) return { value: news };
        }
      },
      // A generator of our own could not be left while its next item is awaited.
      return: async () => (await items.return?.(), ended),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  },
  async update(path, update, document) {
    await server.documents.update({ workspace: here.value, path, update: encoded(update), document });
  },
  back: answers,
  here: () => link.peek() === "live",
};

function newsOf(it: OnWire): News | undefined {
  if (it.type === "snapshot") {
    const { document: of, update, state } = it.state;
    const status = { encoding: of.encoding, ending: of.ending, ...of.status };
    return { type: "state", document: of.document, update: decoded(update), state: decoded(state), status };
  }
  if (it.type === "update") return { ...it, update: decoded(it.update) };
  if (it.type === "status") return { type: "status", status: it };
  return it.type === "gap" ? { type: "gap" } : undefined;
}

/** Opens a document of this workspace; fails as `documents.follow` does, e.g. when it is no text. */
export const openDocument = (path: string, kind: Kind): Promise<LiveDoc> => LiveDoc.open(path, kind, wire, keeper);

/** Sends what pages that are gone left unsent, but of the paths that are opened anyway. */
export async function sendLeft(opened: (path: string) => boolean): Promise<void> {
  for (const [path, kind] of await unsent())
    if (!opened(path))
      await openDocument(path, kind)
        .then((it) => it.close())
        .catch(() => {});
}
