// The key of this tab, and calls with it. A launch token in the address is used up at once and leaves the address.

const KEY = "icotes.key";

export class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export const key = () => sessionStorage.getItem(KEY);
export const forget = () => sessionStorage.removeItem(KEY);

/** Exchange the launch token in the address, if there is one; true when this tab has a key. */
export async function enter() {
  const launch = new URLSearchParams(location.hash.slice(1)).get("launch");
  if (launch) {
    history.replaceState(null, "", location.pathname);
    const reply = await fetch("/launch", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ launch }),
    });
    const said = await reply.json();
    if (!reply.ok) throw new Failure(said.kind, said.detail);
    sessionStorage.setItem(KEY, said.key);
  }
  return Boolean(key());
}

/** GET or POST with this tab's key; a failure is thrown with its kind and text. */
export async function request(path, options = {}) {
  const headers = { ...options.headers, Authorization: `Bearer ${key()}` };
  let reply;
  try {
    reply = await fetch(path, { ...options, headers, credentials: "omit" });
  } catch {
    throw new Failure("ConnectionLost", "The server does not answer.");
  }
  if (reply.ok) return reply;
  const said = await reply.json().catch(() => ({}));
  if (reply.status === 401) forget();
  throw new Failure(said.kind ?? "Failure", said.detail ?? `The server answered ${reply.status}.`);
}

/** One WebSocket: `call` asks, `follow` is told; `closed` resolves with the reason when it ends. */
export class Wire {
  #calls = new Map();
  #last = 0;

  static async open() {
    const wire = new Wire();
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws`);
    wire.closed = new Promise((resolve) => socket.addEventListener("close", resolve));
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", () => reject(new Failure("ConnectionLost", "The server does not answer.")));
    });
    wire.socket = socket;
    socket.addEventListener("message", (event) => wire.#take(JSON.parse(event.data)));
    wire.closed.then(() => wire.#drop());
    await wire.call("rpc.authenticate", { key: key(), protocol: "v1", client: "icotes page" });
    return wire;
  }

  call(method, params = {}, item = () => {}) {
    const id = ++this.#last;
    this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject, item }));
  }

  follow(method, params, item) {
    this.call(method, params, item).catch(() => {});
  }

  #take(message) {
    if (message.method === "$/progress") {
      this.#calls.get(message.params.token)?.item(message.params.value);
      return;
    }
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.error) call?.reject(new Failure(message.error.data?.kind, message.error.message));
    else call?.resolve(message.result);
  }

  #drop() {
    for (const call of this.#calls.values()) call.reject(new Failure("ConnectionLost", "The connection ended."));
    this.#calls.clear();
  }
}

/** Make an element: `make("td", { className: "x" }, "text", child)`. Text is always text. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Fill the notice; no text hides it. */
export function notice(element, failed, ...content) {
  element.hidden = content.length === 0;
  element.className = failed ? "notice failed" : "notice";
  element.replaceChildren(...content);
}

export const how = () =>
  make(
    "div",
    {},
    make("strong", {}, "This tab has no key."),
    make("p", {}, "Run ", make("code", {}, "icotes open"), " in a terminal on the server's machine: it opens this page with one."),
  );
