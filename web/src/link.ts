// One WebSocket to a server: calls and streams of JSON-RPC 2.0 with credit and binary frames (`icotes.v1`).

const PROTOCOL = "v1";
/** `WebSocket.OPEN`; beyond it a socket closes or is closed, and takes nothing. */
const OPEN = 1;

/** One item of a stream that can be resumed: pass `cursor` as `since` to go on after it. */
export interface Item<T> {
  cursor: string;
  value: T;
}

/** What the server says first. */
export interface Welcome {
  server: { name: string; version: string };
  /** The caller's name. */
  caller: string;
  /** The id of the key, if it acts for itself and is no person's own. */
  key: string;
  /** What the caller may do, e.g. `files:read`, `*`. */
  scopes: string[];
  /** This connection's id, as `system.connections` shows it. */
  connection: string;
  /** What may come of each stream before more is granted; empty without `icotes.v1`. */
  credit: { items?: number; bytes?: number };
  limits: { calls: number; message_bytes: number };
}

/** A failure that the server answered with; its message says what to do next. */
export class RpcError extends Error {
  readonly kind: string;
  readonly code: number;
  readonly data: Record<string, unknown>;

  constructor(code: number, message: string, data: Record<string, unknown>) {
    super(message);
    this.name = this.kind = String(data["kind"] ?? "Internal");
    this.code = code;
    this.data = data;
  }
}

/** The connection ended before the server answered; unless `sent` is false, look whether the call was carried out. */
export class ConnectionLost extends RpcError {
  readonly sent: boolean;

  constructor(reason: string, sent = true) {
    const what = sent
      ? `The connection to the server ended (${reason}) before it answered; look whether it was done.`
      : `There is no connection to the server (${reason}); nothing was done.`;
    super(-32004, what, { kind: "ConnectionLost" });
    this.sent = sent;
  }
}

/** Where to and how to connect. */
export interface Address {
  /** The server's address, e.g. `http://127.0.0.1:8777`. */
  url: string;
  /** An API key. */
  key: string;
  /** Makes the WebSocket; outside of browsers it can send `Authorization: Bearer` with the handshake. */
  connect?: (url: string, protocol: string) => WebSocket;
  /** Is told of each notification of the server. */
  notified?: (method: string, params: unknown) => void;
}

interface Call {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Message {
  id?: number;
  method?: string;
  params?: { token: number; value: { cursor: string; item: unknown; stream?: number } };
  result?: unknown;
  error?: { code: number; message: string; data?: Record<string, unknown> };
}

/** How long a server may take to accept a connection, in milliseconds. */
const OPENING = 8_000;

/** One connection, from its first message to its end. */
export class Link {
  alive = false;
  /** When something came the last time, as `performance.now()` has it. */
  heard = performance.now();
  welcome: Welcome = {
    server: { name: "", version: "" },
    caller: "",
    key: "",
    scopes: [],
    connection: "",
    credit: {},
    limits: { calls: 2, message_bytes: 0 },
  };
  private readonly socket: WebSocket;
  private readonly ended: (link: Link) => void;
  private readonly notified: (method: string, params: unknown) => void;
  private readonly calls = new Map<number, Call>();
  private readonly queue: (() => void)[] = [];
  private readonly inboxes = new Map<number, Inbox>();
  private readonly numbers = new Map<number, number>();
  private last = 0;
  private opened: (error?: Error) => void = () => {};

  /**
   * Connects and says who is there.
   *
   * @param ended is told when a connection that stood ends, before what waits for it is.
   * @param stop gives up.
   */
  static async open(address: Address, ended: (link: Link) => void, stop: AbortSignal): Promise<Link> {
    stop.throwIfAborted();
    const connect = address.connect ?? ((url, protocol) => new WebSocket(url, protocol));
    const socket = connect(`${address.url.replace(/^http/, "ws").replace(/\/$/, "")}/ws`, `icotes.${PROTOCOL}`);
    const link = new Link(socket, address.notified ?? (() => {}), ended);
    const late = setTimeout(() => link.close("it does not answer"), OPENING);
    const leave = () => link.close("it was closed");
    stop.addEventListener("abort", leave);
    try {
      await link.ready;
      const said = await link.request("rpc.authenticate", { key: address.key, protocol: PROTOCOL });
      link.welcome = said as Welcome;
      link.standing = true;
      return link;
    } catch (error) {
      link.close("it was not accepted");
      throw error;
    } finally {
      clearTimeout(late);
      stop.removeEventListener("abort", leave);
    }
  }

  private readonly ready: Promise<void>;
  private standing = false;

  constructor(socket: WebSocket, notified: (method: string, params: unknown) => void, ended: (link: Link) => void) {
    this.socket = socket;
    this.notified = notified;
    this.ended = ended;
    this.ready = new Promise((resolve, reject) => {
      this.opened = (error) => (error ? reject(error) : resolve());
    });
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.alive = true;
      this.opened();
    };
    socket.onmessage = ({ data }) => {
      this.heard = performance.now();
      if (typeof data === "string") this.text(JSON.parse(data));
      else this.binary(data);
    };
    socket.onclose = ({ code, reason }) => this.lost(reason || (this.alive ? `code ${code}` : "it does not answer"));
    socket.onerror = () => this.lost("it does not answer");
  }

  /** Ends it at once, also when nothing comes from the other side. */
  close(reason: string): void {
    this.lost(reason);
    this.socket.close();
  }

  /** Calls a method; one that is aborted fails at once, and the server stops the work. */
  async call(method: string, params: object, signal?: AbortSignal): Promise<unknown> {
    const most = Math.ceil(this.welcome.limits.calls / 2);
    while (this.alive && this.calls.size >= most) await new Promise<void>((resolve) => this.queue.push(resolve));
    signal?.throwIfAborted();
    return this.request(method, params, signal);
  }

  private request(method: string, params: object, signal?: AbortSignal): Promise<unknown> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      const cancel = () => {
        this.notify("$/cancelRequest", { id });
        this.answer(id, undefined, signal?.reason);
      };
      signal?.addEventListener("abort", cancel, { once: true });
      const done = () => signal?.removeEventListener("abort", cancel);
      this.calls.set(id, {
        resolve: (result) => (done(), resolve(result)),
        reject: (error) => (done(), reject(error)),
      });
      this.send(id, method, params);
    });
  }

  /** Yields the items of a stream until it ends or `stop` says so, also while one is awaited. */
  async *items(method: string, params: object, stop: AbortSignal): AsyncGenerator<Item<unknown>, void> {
    const id = ++this.last;
    const inbox = new Inbox();
    const leave = () => inbox.end();
    stop.addEventListener("abort", leave);
    this.inboxes.set(id, inbox);
    let owed = 0;
    try {
      this.send(id, method, params);
      for (let item = await inbox.next(); item && !stop.aborted; item = await inbox.next()) {
        yield item;
        const bytes = item.value instanceof Uint8Array ? item.value.length : 0;
        owed += bytes || 1;
        if (owed >= ((bytes ? this.welcome.credit.bytes : this.welcome.credit.items) ?? 2) / 2) {
          this.notify("$/credit", { token: id, n: owed });
          owed = 0;
        }
      }
    } finally {
      stop.removeEventListener("abort", leave);
      if (this.inboxes.delete(id)) this.notify("$/cancelRequest", { id });
    }
  }

  private send(id: number, method: string, params: object): void {
    if (this.socket.readyState > OPEN) this.lost("it ended just now");
    if (this.alive) this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    else this.answer(id, undefined, new ConnectionLost("it ended just now", false));
  }

  private notify(method: string, params: object): void {
    if (this.alive && !(this.socket.readyState > OPEN))
      this.socket.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  private text(message: Message): void {
    if (message.id !== undefined) {
      const { code, message: text, data } = message.error ?? {};
      this.answer(
        message.id,
        message.result,
        text === undefined ? undefined : new RpcError(code ?? 0, text, data ?? {}),
      );
    } else if (message.method === "$/progress" && message.params) {
      const { token, value } = message.params;
      if (value.stream) this.numbers.set(value.stream, token);
      else this.inboxes.get(token)?.put({ cursor: value.cursor, value: value.item });
    } else if (message.method) {
      this.notified(message.method, message.params);
    }
  }

  private binary(data: ArrayBuffer): void {
    const frame = new Uint8Array(data);
    const [number, afterNumber] = varint(frame, 0);
    const [length, start] = varint(frame, afterNumber);
    const cursor = new TextDecoder().decode(frame.subarray(start, start + length));
    this.inboxes.get(this.numbers.get(number) ?? 0)?.put({ cursor, value: frame.subarray(start + length) });
  }

  private answer(id: number, result: unknown, error?: Error): void {
    const call = this.calls.get(id);
    this.calls.delete(id);
    this.inboxes.get(id)?.end(error);
    this.inboxes.delete(id);
    if (error) call?.reject(error);
    else call?.resolve(result);
    for (const [number, token] of this.numbers) if (token === id) this.numbers.delete(number);
    this.queue.shift()?.();
  }

  private lost(reason: string): void {
    const stood = this.standing;
    this.alive = this.standing = false;
    this.socket.onmessage = this.socket.onclose = this.socket.onerror = this.socket.onopen = null;
    this.opened(new ConnectionLost(reason, false));
    if (stood) this.ended(this);
    const error = new ConnectionLost(reason);
    for (const id of [...this.calls.keys(), ...this.inboxes.keys()]) this.answer(id, undefined, error);
    for (const next of this.queue.splice(0)) next();
  }
}

/** What came for a stream and was not read yet; credit bounds it. */
class Inbox {
  private ended = false;
  private left = false;
  private readonly items: Item<unknown>[] = [];
  private error: Error | undefined;
  private wake: () => void = () => {};

  put(item: Item<unknown>): void {
    this.items.push(item);
    this.wake();
  }

  end(error?: Error): void {
    this.ended = true;
    this.error = error;
    this.wake();
  }

  /** Nobody reads any more: what came is dropped, and who waits for more is let go. */
  quit(): void {
    this.left = true;
    this.items.length = 0;
    this.wake();
  }

  async next(): Promise<Item<unknown> | undefined> {
    while (!this.items.length && !this.ended && !this.left) await new Promise<void>((resolve) => (this.wake = resolve));
    if (!this.items.length && this.error) throw this.error;
    return this.items.shift();
  }
}

/** An unsigned LEB128 number, and where it ends. */
function varint(data: Uint8Array, start: number): [number, number] {
  let number = 0;
  for (let shift = 1; ; shift *= 128) {
    const byte = data[start++] ?? 0;
    number += (byte & 0x7f) * shift;
    if (byte < 0x80) return [number, start];
  }
}
