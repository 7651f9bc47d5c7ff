// One WebSocket for everything on the start page; it is made again whenever it breaks.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
const PATIENCE = 10_000;
const REFUSED = 1008;

/** A failure that the server answered with. */
export class CallFailed extends Error {
  constructor(error) {
    super(error.message);
    this.kind = error.data?.kind ?? "";
  }
}

/**
 * A connection that says how it is.
 *
 * `opened(welcome)` whenever it is made, `lost()` when the server is gone, `refused(message)` once, when the key
 * opens nothing (any more).
 */
export class Live {
  constructor(key, { opened, lost, refused }) {
    Object.assign(this, { key, opened, lost, refused });
    this.pause = FIRST_PAUSE;
    this.last = 0;
    this.over = false;
    this.wake = () => document.hidden || this.retry();
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.connect();
  }

  connect() {
    const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/ws`);
    this.socket = socket;
    this.waiting = new Map();
    this.streams = new Map();
    this.welcomed = false;
    socket.onopen = () => this.greet();
    socket.onmessage = ({ data }) => this.take(JSON.parse(data));
    socket.onclose = ({ code, reason }) => this.closed(code, reason);
  }

  async greet() {
    try {
      const welcome = await this.call("rpc.authenticate", { key: this.key });
      this.welcomed = true;
      this.pause = FIRST_PAUSE;
      this.opened(welcome);
    } catch (error) {
      if (error.kind === "Unauthenticated") this.refuse(error.message);
      else this.socket.close();
    }
  }

  /** Calls a method. */
  call(method, params = {}) {
    const id = ++this.last;
    const { socket, waiting } = this;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => socket.close(), PATIENCE);
      waiting.set(id, { resolve, reject, timer });
      this.send(id, method, params);
    });
  }

  /** Follows a stream until the connection breaks; `ended(error)` if the server ends it. */
  follow(method, params, item, ended) {
    const id = ++this.last;
    this.streams.set(id, { item, ended });
    this.send(id, method, params);
  }

  send(id, method, params) {
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    }
  }

  take(message) {
    if (message.method === "$/progress") {
      this.streams.get(message.params.token)?.item(message.params.value.item);
      return;
    }
    const error = message.error && new CallFailed(message.error);
    const waiting = this.waiting.get(message.id);
    if (waiting) {
      clearTimeout(waiting.timer);
      this.waiting.delete(message.id);
      if (error) waiting.reject(error);
      else waiting.resolve(message.result);
    }
    const stream = this.streams.get(message.id);
    this.streams.delete(message.id);
    stream?.ended(error);
  }

  closed(code, reason) {
    this.welcomed = false;
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer);
      reject(new CallFailed({ message: "The connection ended." }));
    }
    if (this.over) return;
    if (code === REFUSED) return this.refuse(`This tab's key opens nothing any more: ${reason}.`);
    this.lost();
    this.timer = setTimeout(() => this.retry(), this.pause);
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
  }

  /** Looks for the server now, if it is gone. */
  retry() {
    if (this.over || this.socket.readyState !== WebSocket.CLOSED) return;
    clearTimeout(this.timer);
    this.connect();
  }

  refuse(message) {
    if (!this.over) {
      this.close();
      this.refused(message);
    }
  }

  /** Ends it for good. */
  close() {
    this.over = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.socket.close();
  }
}
