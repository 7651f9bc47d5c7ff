// One WebSocket to a server: calls and streams of JSON-RPC 2.0 with credit and binary frames (`icotes.v1`).

const PROTOCOL = "v1";

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
  /** What the caller may do, e.g. `files:read`, `*`. */
  scopes: string[];
  /** This connection's id, as `system.connections` shows it. */
  connection: string;
  credit: { items: number; bytes: number };
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

/** The connection ended before the server answered; look whether the call was carried out. */
export class ConnectionLost extends RpcError {
  constructor(reason: string) {
    super(-32004, `The connection to the server ended (${reason}).`, { kind: "ConnectionLost" });
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

/** One connection, from its first message to its end. */
export class Link {
  alive = false;
  welcome: Welcome = {
    server: { name: "", version: "" },
    caller: "",
    scopes: [],
    connection: "",
    credit: { items: 2, bytes: 2 },
  };
  private readonly socket: WebSocket;
  private readonly ended: () => void;
  private readonly notified: (method: string, params: unknown) => void;
  private readonly calls = new Map<number, Call>();
  private readonly inboxes = new Map<number, Inbox>();
  private readonly numbers = new Map<number, number>();
  private last = 0;

  static async open(address: Address, ended: () => void): Promise<Link> {
    const connect = address.connect ?? ((url, protocol) => new WebSocket(url, protocol));
    const socket = connect(`${address.url.replace(/^http/, "ws").replace(/\/$/, "")}/ws`, `icotes.${PROTOCOL}`);
    socket.binaryType = "arraybuffer";
    const link = new Link(socket, address.notified ?? (() => {}), ended);
    await link.ready();
    link.welcome = (await link.call("rpc.authenticate", { key: address.key, protocol: PROTOCOL })) as Welcome;
    return link;
  }

  constructor(socket: WebSocket, notified: (method: string, params: unknown) => void, ended: () => void) {
    this.socket = socket;
    this.notified = notified;
    this.ended = ended;
    socket.onmessage = ({ data }) => (typeof data === "string" ? this.text(JSON.parse(data)) : this.binary(data));
    socket.onclose = ({ code, reason }) => this.lost(reason || `code ${code}`);
  }

  private ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.onopen = () => {
        this.alive = true;
        resolve();
      };
      this.socket.onerror = () => reject(new ConnectionLost("there is no server"));
    });
  }

  /** Ends it at once, also when nothing comes from the other side. */
  close(): void {
    this.socket.close();
    this.lost("it was closed");
  }

  call(method: string, params: object, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      const cancel = () => this.notify("$/cancelRequest", { id });
      signal?.addEventListener("abort", cancel, { once: true });
      const done = () => signal?.removeEventListener("abort", cancel);
      this.calls.set(id, {
        resolve: (result) => (done(), resolve(result)),
        reject: (error) => (done(), reject(error)),
      });
      this.request(id, method, params);
    });
  }

  async *items(method: string, params: object): AsyncIterableIterator<Item<unknown>> {
    const id = ++this.last;
    const inbox = new Inbox();
    this.inboxes.set(id, inbox);
    let owed = 0;
    try {
      this.request(id, method, params);
      for (let item = await inbox.next(); item; item = await inbox.next()) {
        yield item;
        const bytes = item.value instanceof Uint8Array;
        owed += bytes ? (item.value as Uint8Array).length : 1;
        if (owed >= (bytes ? this.welcome.credit.bytes : this.welcome.credit.items) / 2) {
          this.notify("$/credit", { token: id, n: owed });
          owed = 0;
        }
      }
    } finally {
      this.inboxes.delete(id);
      if (!inbox.ended) this.notify("$/cancelRequest", { id });
    }
  }

  private request(id: number, method: string, params: object): void {
    if (this.alive) this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    else this.answer(id, undefined, new ConnectionLost("it was closed"));
  }

  private notify(method: string, params: object): void {
    if (this.alive) this.socket.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
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
    if (error) call?.reject(error);
    else call?.resolve(result);
    for (const [number, token] of this.numbers) if (token === id) this.numbers.delete(number);
  }

  private lost(reason: string): void {
    if (this.alive) this.ended();
    this.alive = false;
    const error = new ConnectionLost(reason);
    for (const id of [...this.calls.keys(), ...this.inboxes.keys()]) this.answer(id, undefined, error);
  }
}

/** What came for a stream and was not read yet; credit bounds it. */
class Inbox {
  ended = false;
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

  async next(): Promise<Item<unknown> | undefined> {
    while (!this.items.length && !this.ended) await new Promise<void>((resolve) => (this.wake = resolve));
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
