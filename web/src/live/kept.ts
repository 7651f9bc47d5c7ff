// Documents as the browser keeps them: what the server has not taken yet, and what was open lately, for a time without it.

import { here } from "../server.ts";
import { Shelf, type Thing } from "./shelf.ts";
import type { Keeper, Kept, Kind } from "./wire.ts";

/** More are not kept, nor larger ones, unless something of them is unsent. */
const MOST = 40;
const LARGE = 4 * 1024 * 1024;

type OnShelf = Kept & Thing & { workspace: string };

const shelf = new Shelf<OnShelf>("icotes-documents", "documents");

const nameOf = (path: string): string => `${here.value}\n${path}`;

/** Whether the browser keeps nothing. */
export let keepsNothing = false;
let noPlace = (): void => {};

/** Is told when the browser turns out to keep nothing. */
export function onNoPlace(told: () => void): void {
  noPlace = told;
  if (keepsNothing) told();
}

function failed(error: unknown): never {
  keepsNothing = true;
  noPlace();
  throw error;
}

/** Keeps documents in this browser. */
export const keeper: Keeper = {
  read: (path) => shelf.mine(`${nameOf(path)}\n`),
  async write(kept) {
    if (!kept.unsent.length && kept.state.length > LARGE) return shelf.delete(nameOf(kept.path)).catch(failed);
    await shelf.put(nameOf(kept.path), { ...kept, workspace: here.value }).catch(failed);
  },
  drop: (path) => shelf.clear(nameOf(path)).catch(failed),
};

/** The documents of which something is unsent, by path; forgets what was open long ago. */
export async function unsent(): Promise<ReadonlyMap<string, Kind>> {
  const all = await shelf.mine(`${here.value}\n`).catch(() => []);
  const idle = all.filter((each) => !each.unsent.length).sort((a, b) => b.time - a.time);
  for (const each of idle.slice(MOST)) void shelf.clear(nameOf(each.path)).catch(() => {});
  return new Map(all.filter((each) => each.unsent.length).map((each) => [each.path, each.kind]));
}
