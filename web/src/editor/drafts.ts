// What is not saved of texts that are no documents, kept by the browser: each page keeps its own.

import { Shelf, type Thing } from "../live/shelf.ts";
import { say } from "../notices/notices.ts";
import { here } from "../server.ts";
import { words } from "../words/index.ts";
import type { Form } from "./disk.ts";

/** A text that is not on disk yet. */
export interface Draft extends Form, Thing {
  path: string;
  workspace: string;
  text: string;
  /** What it began from, and the version of that. */
  base: string;
  version: string;
}

/** What a draft says, wherever it is kept. */
export type Kept = Omit<Draft, keyof Thing>;

const shelf = new Shelf<Draft>("icotes-drafts", "drafts");

let told = false;

const nameOf = (path: string): string => `${here.value}\n${path}`;

/** What a page writes to the shelf in its last moment may be lost: this tab keeps it, too. */
const LAST = "icotes-draft\n";

let leaving = false;
addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));

/** Keeps a draft; when the browser has no place for it, says so, once. */
export async function keepDraft(path: string, draft: Omit<Kept, "path" | "workspace">): Promise<void> {
  const whole = { ...draft, path, workspace: here.value };
  if (leaving) keepLast(nameOf(path), whole);
  try {
    await shelf.put(nameOf(path), whole);
  } catch {
    return noPlace();
  }
  if (!leaving) sessionStorage.removeItem(LAST + nameOf(path));
}

function keepLast(name: string, draft: Kept): void {
  try {
    sessionStorage.setItem(LAST + name, JSON.stringify(draft));
  } catch {
    sessionStorage.removeItem(LAST + name); // too large: the shelf has it, or what was there before
  }
}

/** What was kept in the last moment, of a thing or of all whose names begin so. */
function lasts(name: string): Kept[] {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(LAST + name));
  return keys.map((key) => JSON.parse(sessionStorage.getItem(key) as string));
}

export async function dropDraft(path: string): Promise<void> {
  sessionStorage.removeItem(LAST + nameOf(path));
  await shelf.delete(nameOf(path)).catch(noPlace);
}

/** Whether the browser keeps nothing, so that leaving the page loses what is not saved. */
export const keepsNothing = (): boolean => told;

/** The drafts that this page may go on with: its own, and those of pages that are gone. */
export async function drafts(): Promise<Kept[]> {
  const found = new Map<string, Kept>();
  for (const each of [...lasts(`${here.value}\n`), ...(await shelf.mine(`${here.value}\n`).catch(() => []))])
    if (!found.has(each.path)) found.set(each.path, each);
  return [...found.values()];
}

/** The draft of a file, if there is one to go on with; it is this page's own from now on. */
export async function draftOf(path: string): Promise<Kept | undefined> {
  const last = lasts(nameOf(path)).find((each) => each.path === path);
  const [draft] = last ? [last] : await shelf.mine(`${nameOf(path)}\n`).catch(() => []);
  if (!draft) return undefined;
  await shelf.clear(nameOf(path)).catch(noPlace);
  await keepDraft(path, draft);
  return draft;
}

/** The browser has no place to keep anything: said once. */
export function noPlace(): undefined {
  if (!told) say(words.editor.noDrafts);
  told = true;
}
