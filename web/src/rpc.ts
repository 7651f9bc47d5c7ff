// The transport of the generated methods: one WebSocket for everything, in browsers and in Node.
// It is made again when it breaks; streams with cursors go on where they were.

import { type Address, ConnectionLost, type Item, Link, RpcError, type Welcome } from "./link.ts";
import { Methods } from "./rpc.gen.ts";

export { ConnectionLost, type Item, RpcError, type Welcome } from "./link.ts";

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;
/** The longest pause after a connection that stood only for a moment. */
const SHORT_PAUSE = 400;
/** A connection that stood for so long was a good one. */
const STEADY = 5_000;
/** How often a query is sent anew, each time because the connection broke under it. */
const TRIES = 10;
/** How long a command that is carried out once waits for a lost server; later nobody would expect it to happen. */
const COMMAND_PATIENCE = 30_000;

/** What the generated methods call. */
export interface Transport {
  query<T>(method: string, params: object, signal?: AbortSignal): Promise<T>;
  command<T>(method: string, params: object, signal?: AbortSignal): Promise<T>;
  /** Without `again` it is not sent a second time, should the connection break before anything comes. */
  stream<T>(method: string, params: object, again?: boolean): AsyncIterableIterator<T>;
  follow<T>(method: string, params: object): AsyncIterableIterator<Item<T>>;
}

export interface Options extends Address {
  /** The workspace of calls that name none. */
  workspace?: string;
  /**
   * For how many milliseconds a lost server is looked for; 30,000 if not given. With `Infinity` it is looked for at all
   * times: streams and queries wait for it, streams also for another key when theirs opens nothing any more; commands
   * with an idempotency key wait for half a minute, others fail, so that nothing is done later by surprise.
   */
  patience?: number;
  /** Is told when the connection stands, is lost and looked for, or is refused and why. */
  changed?: (state: LinkState, said?: Welcome | Error) => void;
  /** Is told of each call and stream as it begins; what it returns is called at its end. */
  began?: (call: Running) => () => void;
}

/** How a connection is: it stands, it is lost and looked for, or its key opens nothing (any more). */
export type LinkState = "live" | "lost" | "refused";

/** A call or a stream under way. */
export interface Running {
  method: string;
  params: object;
  stream: boolean;
  cancel(): void;
}

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

  /** Reads any method that yields, by its name; what is read can be left at any time. */
  stream<T = unknown>(method: string, params: object = {}): AsyncIterableIterator<T> {
    return this.connection.stream<T>(method, params);
  }

  /** Reads any method that takes `since`, by its name; it goes on where it was when the connection breaks. */
  follow<T = unknown>(method: string, params: object = {}): AsyncIterableIterator<Item<T>> {
    return this.connection.follow<T>(method, params);
  }

  /** Looks for a lost server now. */
  retry(): void {
    this.connection.retry();
  }

  /**
   * Asks whether the server is there, and gives up a connection on which nothing at all comes for `patience`
   * milliseconds; another is made, and streams go on where they were.
   *
   * @returns how many milliseconds the answer took; nothing if the server is lost.
   */
  probe(patience: number): Promise<number | undefined> {
    return this.connection.probe(patience);
  }

  /** Goes on with another key. */
  use(key: string): void {
    this.connection.use(key);
  }

  /** Closes the connection and ends its streams; the next call opens another. */
  close(): void {
    this.connection.close();
  }
}

class Connection implements Transport {
  private readonly options: Options;
  private readonly patience: number;
  private link: Link | undefined;
  private opening: Promise<Link> | undefined;
  private refusal: Error | undefined;
  private stop = new AbortController();
  private state: LinkState | undefined;
  private stood = 0;
  private failures = 0;
  private readonly wakers = new Set<() => void>();

  constructor(options: Options) {
    this.options = { ...options };
    this.patience = options.patience ?? 30_000;
  }

  query<T>(method: string, params: object, signal?: AbortSignal): Promise<T> {
    return this.run(method, params, signal, true, Infinity);
  }

  command<T>(method: string, params: object, signal?: AbortSignal): Promise<T> {
    const again = "idempotency_key" in params && !!params.idempotency_key;
    if (!again && this.patience === Infinity && this.state === "lost")
      return Promise.reject(new ConnectionLost("it is looked for", false));
    return this.run(method, params, signal, again, again ? COMMAND_PATIENCE : Infinity);
  }

  stream<T>(method: string, params: object, again = true): AsyncIterableIterator<T> {
    return new Leavable(this.observed(method, params, (stop) => this.streamed<T>(method, params, stop, again)));
  }

  follow<T>(method: string, params: object): AsyncIterableIterator<Item<T>> {
    return new Leavable(this.observed(method, params, (stop) => this.followed<T>(method, params, stop)));
  }

  retry(): void {
    for (const wake of [...this.wakers]) wake();
  }

  async probe(patience: number): Promise<number | undefined> {
    const link = this.link;
    if (!link?.alive) return this.retry() as undefined;
    const begun = performance.now();
    let looks = 0; // what came while this page stood still is heard only after the first one
    const watch = setInterval(() => {
      looks = performance.now() - Math.max(begun, link.heard) > patience ? looks + 1 : 0;
      if (looks === 2) link.close("nothing comes from it");
    }, patience / 8);
    try {
      await link.call("system.ping", {});
      return performance.now() - begun;
    } catch {
      return undefined;
    } finally {
      clearInterval(watch);
    }
  }

  use(key: string): void {
    this.options.key = key;
    this.refusal = undefined;
    this.failures = 0;
    this.link?.close("another key is used");
    this.retry();
    if (this.patience === Infinity) this.linked(this.stop.signal).catch(() => {});
  }

  close(): void {
    this.state = undefined;
    const { link, stop } = this;
    this.link = this.opening = undefined;
    this.stop = new AbortController();
    stop.abort(new ConnectionLost("it was closed"));
    link?.close("it was closed");
  }

  // Calls and streams.

  private async run<T>(
    method: string,
    params: object,
    signal: AbortSignal | undefined,
    again: boolean,
    patience: number,
  ): Promise<T> {
    const own = new AbortController();
    const stop = AbortSignal.any([own.signal, this.stop.signal, ...(signal ? [signal] : [])]);
    const ended = this.options.began?.({ method, params, stream: false, cancel: () => own.abort() });
    try {
      for (let tries = 1; ; tries++) {
        const link = await this.linked(stop, patience);
        try {
          return (await until(link.call(method, this.prepared(params), stop), stop)) as T;
        } catch (error) {
          if (!(error instanceof ConnectionLost) || stop.aborted || (error.sent && !again) || tries === TRIES)
            throw error;
        }
      }
    } finally {
      ended?.();
    }
  }

  private observed<T>(method: string, params: object, begin: Begin<T>): Begin<T> {
    const { began } = this.options;
    if (!began) return begin;
    return async function* (stop) {
      const own = new AbortController();
      const ended = began({ method, params, stream: true, cancel: () => own.abort() });
      try {
        yield* begin(AbortSignal.any([own.signal, stop]));
      } finally {
        ended();
      }
    };
  }

  private async *streamed<T>(method: string, params: object, stop: AbortSignal, again: boolean): Stream<T> {
    const closed = this.stop.signal;
    for (let tries = 1, some = false; ; tries++) {
      try {
        closed.throwIfAborted();
        const link = await this.linked(stop);
        for await (const item of link.items(method, this.prepared(params), stop)) {
          some = true;
          yield item.value as T;
        }
        return;
      } catch (error) {
        if (stop.aborted) return;
        const lost = !closed.aborted && error instanceof ConnectionLost && (again || !error.sent);
        if (!lost || some || tries === TRIES) throw error;
      }
    }
  }

  private async *followed<T>(method: string, params: object, stop: AbortSignal): AsyncGenerator<Item<T>, void> {
    const closed = this.stop.signal;
    let since: object = {};
    for (let broken = 0; ; ) {
      try {
        closed.throwIfAborted();
        const link = await this.linked(stop);
        for await (const item of link.items(method, this.prepared({ ...params, ...since }), stop)) {
          since = { since: item.cursor };
          broken = 0;
          yield item as Item<T>;
        }
        return;
      } catch (error) {
        if (stop.aborted) return;
        if (closed.aborted || !this.passes(error)) throw error;
        if (++broken === TRIES && this.patience !== Infinity) throw error;
        if (!(error instanceof ConnectionLost)) await this.pause(LONGEST_PAUSE, stop);
      }
    }
  }

  /** Whether what a stream met is over some time: a lost connection, a busy server; for a page also a key to be replaced. */
  private passes(error: unknown): boolean {
    if (!(error instanceof RpcError)) return false;
    if (error.kind === "Unauthenticated") return this.patience === Infinity;
    return error instanceof ConnectionLost || ["RateLimited", "Unavailable"].includes(error.kind);
  }

  private prepared(params: object): object {
    const given = Object.entries(params).filter(([, value]) => value !== undefined && value !== null);
    const workspace = "workspace" in params && this.options.workspace;
    return { ...(workspace ? { workspace } : {}), ...Object.fromEntries(given) };
  }

  private async linked(stop: AbortSignal, patience = Infinity): Promise<Link> {
    if (this.link?.alive) return this.link;
    const late = patience === Infinity ? [] : [AbortSignal.timeout(patience)];
    const given = AbortSignal.any([stop, ...late]);
    while (!this.link?.alive) {
      stop.throwIfAborted();
      if (late[0]?.aborted) throw new ConnectionLost(`it is not back after ${patience / 1000} seconds`);
      if (this.refusal && this.patience === Infinity) throw this.refusal;
      this.opening ??= this.opened(this.stop.signal);
      await until(this.opening, given).catch((error) => {
        if (!given.aborted) throw error;
      });
    }
    return this.link;
  }

  private async opened(stop: AbortSignal): Promise<Link> {
    const end = Date.now() + this.patience;
    try {
      for (;;) {
        if (this.failures) await this.pause(this.backOff(), stop);
        stop.throwIfAborted();
        const { key } = this.options;
        try {
          const link = await Link.open(this.options, (ended) => this.ended(ended), stop);
          this.link = link;
          this.stood = Date.now();
          this.tell("live", link.welcome);
          return link;
        } catch (error) {
          stop.throwIfAborted();
          if (key !== this.options.key) continue;
          this.failures++;
          if (refuses(error)) this.refuse(error as Error);
          else this.tell("lost");
          if (refuses(error) || Date.now() + this.backOff() > end) throw error;
        }
      }
    } finally {
      if (this.stop.signal === stop) this.opening = undefined;
    }
  }

  private refuse(error: Error): void {
    this.refusal = error;
    this.tell("refused", error);
  }

  private ended(link: Link): void {
    if (this.link !== link) return;
    const steady = Date.now() - this.stood > STEADY;
    this.failures = steady ? 0 : Math.min(this.failures + 1, 1 + Math.log2(SHORT_PAUSE / FIRST_PAUSE));
    this.tell("lost");
    if (this.patience === Infinity) this.linked(this.stop.signal).catch(() => {});
  }

  private tell(state: LinkState, said?: Welcome | Error): void {
    if (state === "lost" && this.state === "lost") return;
    this.state = state;
    this.options.changed?.(state, said);
  }

  /** Each failure doubles the pause; chance spreads those who were all cut off at once. */
  private backOff(): number {
    return Math.min(FIRST_PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE) * (0.5 + Math.random() / 2);
  }

  private pause(milliseconds: number, stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.wakers.delete(wake);
        stop.removeEventListener("abort", wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.wakers.add(wake);
      stop.addEventListener("abort", wake);
    });
  }
}

type Stream<T> = AsyncGenerator<T, void>;
type Begin<T> = (stop: AbortSignal) => Stream<T>;

/** A stream that can be left at any time, also while its next item is awaited. */
class Leavable<T> implements AsyncIterableIterator<T> {
  private readonly stop = new AbortController();
  private readonly items: AsyncGenerator<T, void>;

  constructor(begin: Begin<T>) {
    this.items = begin(this.stop.signal);
  }

  next(): Promise<IteratorResult<T>> {
    return this.items.next();
  }

  return(): Promise<IteratorResult<T>> {
    this.stop.abort();
    return this.items.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** Whether a server says that it will never let us in so. */
function refuses(error: unknown): boolean {
  return error instanceof RpcError && ["Unauthenticated", "BadRequest", "Denied", "Invalid"].includes(error.kind);
}

/** The result of some work, unless `stop` comes first. */
function until<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const left = () => reject(stop.reason);
    if (stop.aborted) left();
    stop.addEventListener("abort", left);
    work.then(resolve, reject).finally(() => stop.removeEventListener("abort", left));
  });
}
