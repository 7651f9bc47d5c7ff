// The transport of the generated methods: one WebSocket for everything, in browsers and in Node.
// It is made again when it breaks; streams with cursors go on where they were.

import { type Address, ConnectionLost, type Item, Link, type Welcome } from "./link.ts";
import { Methods } from "./rpc.gen.ts";

export { ConnectionLost, type Item, RpcError, type Welcome } from "./link.ts";

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;
const TRIES = 5;

/** What the generated methods call. */
export interface Transport {
  query<T>(method: string, params: object, signal?: AbortSignal): Promise<T>;
  command<T>(method: string, params: object, signal?: AbortSignal): Promise<T>;
  stream<T>(method: string, params: object): AsyncIterableIterator<T>;
  follow<T>(method: string, params: object): AsyncIterableIterator<Item<T>>;
}

export interface Options extends Address {
  /** The workspace of calls that name none. */
  workspace?: string;
  /**
   * For how many milliseconds a lost server is looked for; 30,000 if not given. With `Infinity` streams wait for ever,
   * and commands without an idempotency key fail while it is lost, so that nothing is done later by surprise.
   */
  patience?: number;
  /** Is told when the connection stands, is lost and looked for, or is refused. */
  changed?: (state: LinkState, welcome?: Welcome) => void;
}

/** How a connection is: it stands, it is lost and looked for, or its key opens nothing (any more). */
export type LinkState = "live" | "lost" | "refused";

/** A connection to an icotes server. */
export class Client extends Methods {
  private readonly connection: Connection;

  constructor(options: Options) {
    const connection = new Connection(options);
    super(connection);
    this.connection = connection;
  }

  /** Calls any method by its name. */
  call<T = unknown>(method: string, params: object = {}, signal?: AbortSignal): Promise<T> {
    return this.connection.command<T>(method, params, signal);
  }

  /** Looks for a lost server now. */
  retry(): void {
    this.connection.retry();
  }

  /** Gives up a connection that does not answer, and makes another; streams go on where they were. */
  drop(): void {
    this.connection.drop();
  }

  /** Closes the connection; the next call opens another. */
  close(): void {
    this.connection.close();
  }
}

class Connection implements Transport {
  private readonly options: Options;
  private readonly patience: number;
  private link: Promise<Link> | undefined;
  private lost = false;
  private wake: () => void = () => {};

  constructor(options: Options) {
    this.options = options;
    this.patience = options.patience ?? 30_000;
  }

  async query<T>(method: string, params: object, signal?: AbortSignal): Promise<T> {
    for (let tries = 1; ; tries++) {
      const link = await this.linked();
      try {
        return (await link.call(method, this.prepared(params), signal)) as T;
      } catch (error) {
        if (!(error instanceof ConnectionLost) || tries === TRIES) throw error;
      }
    }
  }

  async command<T>(method: string, params: object, signal?: AbortSignal): Promise<T> {
    if ("idempotency_key" in params && params.idempotency_key) return this.query(method, params, signal);
    if (this.lost && this.patience === Infinity)
      throw new ConnectionLost("it is looked for; try again once it is back");
    const link = await this.linked();
    return (await link.call(method, this.prepared(params), signal)) as T;
  }

  async *stream<T>(method: string, params: object): AsyncIterableIterator<T> {
    const link = await this.linked();
    for await (const item of link.items(method, this.prepared(params))) yield item.value as T;
  }

  /** Its `return()` ends it at once, also while an item is awaited; an ordinary generator would wait for the item. */
  follow<T>(method: string, params: object): AsyncIterableIterator<Item<T>> {
    const stop = new AbortController();
    const items = this.following<T>(method, params, stop.signal);
    const end = items.return.bind(items);
    items.return = (value) => (stop.abort(), end(value));
    return items;
  }

  private async *following<T>(method: string, params: object, stop: AbortSignal): AsyncGenerator<Item<T>, void> {
    let since: object = {};
    let broken = 0;
    while (!stop.aborted) {
      const link = await this.linked();
      try {
        for await (const item of link.items(method, this.prepared({ ...params, ...since }), stop)) {
          since = { since: item.cursor };
          broken = 0;
          yield item as Item<T>;
        }
        return;
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        if (++broken >= TRIES && this.patience !== Infinity) throw error;
        if (broken > 1) await this.pause(Math.min(FIRST_PAUSE * 2 ** broken, LONGEST_PAUSE));
      }
    }
  }

  retry(): void {
    this.wake();
  }

  drop(): void {
    void this.link?.then(
      (link) => link.close(),
      () => {},
    );
  }

  close(): void {
    this.drop();
    this.link = undefined;
  }

  private prepared(params: object): object {
    const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
    const workspace = "workspace" in params && this.options.workspace;
    return { ...(workspace ? { workspace } : {}), ...Object.fromEntries(given) };
  }

  private async linked(): Promise<Link> {
    const before = this.link;
    const link = await before?.catch(() => undefined);
    if (link?.alive) return link;
    if (this.link === before) this.link = this.opened();
    return this.link ?? this.linked();
  }

  private async opened(): Promise<Link> {
    const end = Date.now() + this.patience;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const link = await Link.open(this.options, () => this.tell("lost"));
        this.tell("live", link.welcome);
        return link;
      } catch (error) {
        if (!(error instanceof ConnectionLost)) this.tell("refused");
        if (!(error instanceof ConnectionLost) || Date.now() + pause > end) throw error;
        this.tell("lost");
      }
      await this.pause(pause);
    }
  }

  private tell(state: LinkState, welcome?: Welcome): void {
    this.lost = state === "lost";
    this.options.changed?.(state, welcome);
  }

  private async pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, milliseconds);
    });
  }
}
