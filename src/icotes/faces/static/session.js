// This tab's key: exchanged for a launch token or pasted, kept in sessionStorage, asked for when there is none.

import { make, one } from "./dom.js";

const NAME = "icotes-key";

/** A failure that the server answered with, or that kept it from answering (`status` 0). */
export class Failed extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const key = () => sessionStorage.getItem(NAME) ?? "";
export const keep = (text) => sessionStorage.setItem(NAME, text);
export const forget = () => sessionStorage.removeItem(NAME);

/** Sends a request with this tab's key and returns what came; raises `Failed` if the server is gone. */
export async function send(path, options = {}) {
  const headers = { Authorization: `Bearer ${options.key ?? key()}`, ...options.headers };
  try {
    return await fetch(path, { cache: "no-store", credentials: "same-origin", ...options, headers });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Failed(0, "The server does not answer.");
  }
}

/** Calls a method and returns its result. */
export async function call(method, params = {}, withKey = key()) {
  const headers = { "Content-Type": "application/json" };
  const path = `/api/v1/${method.replace(".", "/")}`;
  const reply = await send(path, { method: "POST", headers, body: JSON.stringify(params), key: withKey });
  return answer(reply);
}

async function answer(reply) {
  const said = await reply.json().catch(() => null);
  if (!reply.ok) throw new Failed(reply.status, said?.detail ?? `The server answered ${reply.status}.`);
  return said;
}

/** Exchanges the launch token in the address, if there is one, for a key; says what went wrong, else nothing. */
export async function arrive() {
  if (!location.hash.startsWith("#launch=")) return "";
  const launch = location.hash.slice("#launch=".length);
  history.replaceState(null, "", location.pathname);
  try {
    const headers = { "Content-Type": "application/json" };
    const reply = await fetch("/launch", { method: "POST", headers, body: JSON.stringify({ launch }) });
    keep((await answer(reply)).key);
    return "";
  } catch (error) {
    return error instanceof Failed ? error.message : "The server does not answer. Run icotes open once it does.";
  }
}

/** Ends this tab's session, as far as the server still knows it. */
export async function leave() {
  const ended = call("system.logout").catch(() => null);
  forget();
  await ended;
}

/** Shows how to get a key, and a field for one; `entered` is called once a valid one was given. */
export function door(why, entered) {
  const place = one("door");
  const problem = make("p", { role: "alert", class: "bad" }, why);
  const field = make("input", { id: "key", type: "password", autocomplete: "off", spellcheck: "false" });
  const button = make("button", { class: "main" }, "Use this key");
  const form = make("form", {}, make("label", { for: "key" }, "Or paste a key"), field, button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = field.value.trim();
    if (!given) return field.focus();
    button.disabled = true;
    problem.textContent = (await refusal(given)) ?? "";
    button.disabled = false;
    if (problem.textContent) return field.select();
    keep(given);
    place.hidden = true;
    entered();
  });
  place.replaceChildren(
    make("h1", {}, "This server wants a key"),
    problem,
    make("p", {}, "Type this in a terminal on its machine; it opens this page, logged in:"),
    make("pre", {}, "icotes open"),
    make("p", { class: "soft" }, "The address works once. This tab keeps the key until it is closed."),
    form,
  );
  place.hidden = false;
}

async function refusal(given) {
  if (/[^\x21-\x7e]/.test(given)) return "A key has no spaces and no accents; copy it again.";
  try {
    await call("system.ping", {}, given);
  } catch (error) {
    return error.message;
  }
}
