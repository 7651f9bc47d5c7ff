// What is not saved, kept by the browser over reloads, crashes and lost connections: each page keeps its own.

import { say } from "../notices/notices.ts";
import { here } from "../server.ts";
import { words } from "../words/index.ts";
import type { Form } from "./disk.ts";

/** A text that is not on disk yet. */
export interface Draft extends Form {
  /** Workspace, path and page, which name it. */
  id: string;
  path: string;
  workspace: string;
  page: string;
  text: string;
  /** What it began from, and the version of that. */
  base: string;
  version: string;
  time: number;
}

const STORE = "drafts";
const PAGE = "icotes-page";
const LOCK = "icotes-page:";
const LONG = 60_000;

let told = false;
let opened: Promise<IDBDatabase> | undefined;
/** What is known once it is: a page that is being left has no time to wait for it. */
let known: { database: IDBDatabase; page: string } | undefined;

/** The id of this page; another tab that was made as a copy of this one gets its own. */
const page = claim();
void Promise.all([page, database()]).then(
  ([page, database]) => (known = { page, database }),
  () => {},
);

async function claim(): Promise<string> {
  const known = sessionStorage.getItem(PAGE);
  const fresh = () => Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("");
  const hold = (id: string) =>
    new Promise<boolean>((resolve) => {
      if (!navigator.locks) return resolve(true);
      const held = (lock: Lock | null) => (resolve(lock !== null), lock ? new Promise<void>(() => {}) : undefined);
      navigator.locks.request(LOCK + id, { ifAvailable: true }, held).catch(() => resolve(true));
    });
  for (let tries = 0; known && tries < 5; tries++) {
    if (await hold(known)) return known;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const id = fresh();
  await hold(id);
  sessionStorage.setItem(PAGE, id);
  return id;
}

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("icotes-drafts", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  });
  return opened;
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return at(await database(), mode, work);
}

/** Begins at once, and does not wait for an answer before it commits: one comes to no page that is left. */
function at<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const transaction = database.transaction(STORE, mode, { durability: "relaxed" });
  const request = work(transaction.objectStore(STORE));
  transaction.commit();
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

const idOf = (path: string, by: string): string => `${here.value}\n${path}\n${by}`;

/** Keeps a draft; when the browser has no place for it, says so, once. */
export async function keepDraft(path: string, draft: Omit<Draft, "id" | "path" | "workspace" | "page" | "time">) {
  const workspace = here.value;
  const put = (by: string) => (store: IDBObjectStore) =>
    store.put({ ...draft, id: idOf(path, by), path, workspace, page: by, time: Date.now() });
  const kept = known
    ? at(known.database, "readwrite", put(known.page))
    : page.then((by) => within("readwrite", put(by)));
  await kept.catch(noPlace);
}

export async function dropDraft(path: string): Promise<void> {
  const dropped = (by: string) => (store: IDBObjectStore) => store.delete(idOf(path, by));
  const done = known
    ? at(known.database, "readwrite", dropped(known.page))
    : page.then((by) => within("readwrite", dropped(by)));
  await done.catch(noPlace);
}

/** Whether the browser keeps nothing, so that leaving the page loses what is not saved. */
export const keepsNothing = (): boolean => told;

/** The drafts that this page may go on with: its own, and those of pages that are gone. */
export const drafts = (): Promise<Draft[]> => mine(`${here.value}\n`);

async function mine(prefix: string): Promise<Draft[]> {
  const by = await page;
  const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  const all = await within<Draft[]>("readonly", (store) => store.getAll(range)).catch(() => [] as Draft[]);
  const held = (await navigator.locks?.query())?.held?.map((each) => each.name);
  const gone = (each: Draft) => (held ? !held.includes(LOCK + each.page) : Date.now() - each.time > LONG);
  const found = new Map<string, Draft>();
  for (const each of all.filter((it) => it.page === by || gone(it)).sort((a, b) => a.time - b.time))
    if (found.get(each.path)?.page !== by) found.set(each.path, each);
  return [...found.values()];
}

/** The draft of a file, if there is one to go on with; it is this page's own from now on. */
export async function draftOf(path: string): Promise<Draft | undefined> {
  const [draft] = await mine(`${here.value}\n${path}\n`);
  if (draft && draft.page !== (await page)) {
    await keepDraft(path, draft);
    await within("readwrite", (store) => store.delete(draft.id)).catch(noPlace);
  }
  return draft;
}

function noPlace(): undefined {
  if (!told) say(words.editor.noDrafts);
  told = true;
}
