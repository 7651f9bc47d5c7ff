// Documents of the server that this page is connected with.

import { effect } from "@preact/signals";
import type { Item } from "../link.ts";
import { here, link, server } from "../server.ts";
import { decoded, encoded } from "./base64.ts";
import { keeper } from "./kept.ts";
import { LiveDoc } from "./provider.ts";
import type { Kind, News, Status, Wire } from "./wire.ts";

interface Described {
  document: string;
  encoding: string;
  ending: string;
  status: Omit<Status, "encoding" | "ending">;
}

type OnWire =
  | { type: "snapshot"; value: { document: Described; update: string; state: string } }
  | { type: "update"; update: string; author: string; kind: string; origin: string }
  | ({ type: "status" } & Omit<Status, "encoding" | "ending"> & Partial<Status>)
  | { type: "gap" };

const wire: Wire = {
  async *follow(path, state) {
    const params = { workspace: here.value, path, state: encoded(state) };
    const items = server.follow<OnWire>("documents.follow", params) as AsyncIterableIterator<Item<OnWire>>;
    for await (const { value } of items) {
      const news = newsOf(value);
      if (news) yield news;
    }
  },
  async update(path, update, document) {
    await server.call("documents.update", { workspace: here.value, path, update: encoded(update), document });
  },
  back: () =>
    new Promise((resolve) => {
      const end = effect(() => {
        if (link.value !== "live") return;
        resolve();
        queueMicrotask(() => end());
      });
    }),
  here: () => link.peek() === "live",
};

function newsOf(it: OnWire): News | undefined {
  if (it.type === "snapshot") {
    const { document: of, update, state } = it.value;
    const status = { encoding: of.encoding, ending: of.ending, ...of.status };
    return { type: "state", document: of.document, update: decoded(update), state: decoded(state), status };
  }
  if (it.type === "update") return { ...it, update: decoded(it.update) };
  if (it.type === "status") return { type: "status", status: it };
  return it.type === "gap" ? it : undefined;
}

/** Opens a document of this workspace; fails as `documents.follow` does, e.g. when it is no text. */
export const openDocument = (path: string, kind: Kind): Promise<LiveDoc> => LiveDoc.open(path, kind, wire, keeper);
