// This tab's key: exchanged for a launch token or pasted; sessionStorage keeps it until the tab is closed.

import { words } from "./words/index.ts";

const NAME = "icotes-key";

export const key = (): string => sessionStorage.getItem(NAME) ?? "";
export const keep = (text: string): void => sessionStorage.setItem(NAME, text);
export const forget = (): void => sessionStorage.removeItem(NAME);

/** Exchanges the launch token in the address, if there is one, for a key; returns what went wrong, else nothing. */
export async function arrive(): Promise<string> {
  if (!location.hash.startsWith("#launch=")) return "";
  const launch = location.hash.slice("#launch=".length);
  history.replaceState(null, "", location.pathname);
  return exchange({ launch });
}

/**
 * Takes a key that a person has: it is exchanged for a session that ends with it, as only with the cookie of one the
 * browser fetches pictures and downloads. A key that opens nothing is kept, and fails where all do.
 */
export async function take(text: string): Promise<void> {
  keep(text);
  if (/^[!-~]+$/.test(text)) await exchange({}, { Authorization: `Bearer ${text}` });
}

async function exchange(proof: { launch?: string }, headers: Record<string, string> = {}): Promise<string> {
  try {
    const all = { "Content-Type": "application/json", ...headers };
    const reply = await fetch("/launch", { method: "POST", headers: all, body: JSON.stringify(proof) });
    const said = await reply.json();
    if (!reply.ok) return said.detail ?? words.shell.noAnswer;
    keep(said.key);
    return "";
  } catch {
    return words.shell.noAnswer;
  }
}

/** Sends a request with this tab's key, e.g. for a file's bytes. */
export function send(path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(path, { ...options, headers: { Authorization: `Bearer ${key()}`, ...options.headers } });
}
