// What a page keeps in the browser over reloads and crashes, each page its own: a shelf of IndexedDB.

const PAGE = "icotes-page";
const LOCK = "icotes-page:";
const LONG = 60_000;

/** Something kept; it is named by what it belongs to and the page that keeps it. */
export interface Thing {
  /** Name and page, which name it. */
  id: string;
  page: string;
  time: number;
}

/** The id of this page; another tab that was made as a copy of this one gets its own. */
const page = claim();

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

/** Whether this page keeps a thing itself, or one that is gone did. */
async function judged(): Promise<{ mine(it: Thing): boolean; gone(it: Thing): boolean }> {
  const by = await page;
  const held = (await navigator.locks?.query())?.held?.map((each) => each.name);
  return {
    mine: (it) => it.page === by,
    gone: (it) => (held ? !held.includes(LOCK + it.page) : Date.now() - it.time > LONG),
  };
}

/** A shelf for things of one kind. */
export class Shelf<T extends Thing> {
  private readonly name: string;
  private readonly store: string;
  private opened: Promise<IDBDatabase> | undefined;
  /** What is known once it is: a page that is being left has no time to wait for it. */
  private known: { database: IDBDatabase; page: string } | undefined;

  /** @param name of the database and of the store in it. */
  constructor(name: string, store: string) {
    this.name = name;
    this.store = store;
    void Promise.all([page, this.database()]).then(
      ([page, database]) => (this.known = { page, database }),
      () => {},
    );
  }

  /** Keeps a thing under a name. */
  async put(name: string, thing: Omit<T, keyof Thing>): Promise<void> {
    await this.now((by) => (store) => store.put({ ...thing, id: `${name}\n${by}`, page: by, time: Date.now() }));
  }

  /** Forgets what this page keeps under a name. */
  async delete(name: string): Promise<void> {
    await this.now((by) => (store) => store.delete(`${name}\n${by}`));
  }

  /** Forgets what this page, and those that are gone, keep under a name. */
  async clear(name: string): Promise<void> {
    for (const each of await this.mine(`${name}\n`))
      await this.within("readwrite", (store) => store.delete(each.id) as IDBRequest<any>);
  }

  /** What stands under names that begin so and this page may go on with: its own first, then those of pages that are gone, newest first. */
  async mine(prefix: string): Promise<T[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const all = await this.within<T[]>("readonly", (store) => store.getAll(range));
    if (!all.length) return all;
    const { mine, gone } = await judged();
    return all
      .filter((each) => mine(each) || gone(each))
      .sort((a, b) => Number(mine(b)) - Number(mine(a)) || b.time - a.time);
  }

  private database(): Promise<IDBDatabase> {
    this.opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(this.store, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => reject(request.error);
    });
    return this.opened;
  }

  private now(work: (by: string) => (store: IDBObjectStore) => IDBRequest<any>): Promise<unknown> {
    return this.known
      ? this.at(this.known.database, "readwrite", work(this.known.page))
      : page.then((by) => this.within("readwrite", work(by)));
  }

  private async within<R>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<R>): Promise<R> {
    return this.at(await this.database(), mode, work);
  }

  /** Begins at once, and does not wait for an answer before it commits: one comes to no page that is left. */
  private at<R>(
    database: IDBDatabase,
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<R>,
  ): Promise<R> {
    const transaction = database.transaction(this.store, mode, { durability: "relaxed" });
    const request = work(transaction.objectStore(this.store));
    transaction.commit();
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
    });
  }
}
