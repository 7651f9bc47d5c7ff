// This tab's key: exchanged for a launch token or pasted; sessionStorage keeps it until the tab is closed.

const NAME = "icotes-key";

export const key = (): string => sessionStorage.getItem(NAME) ?? "";
export const keep = (text: string): void => sessionStorage.setItem(NAME, text);
export const forget = (): void => sessionStorage.removeItem(NAME);

/** Exchanges the launch token in the address, if there is one, for a key; returns what went wrong, else nothing. */
export async function arrive(): Promise<string> {
  if (!location.hash.startsWith("#launch=")) return "";
  const launch = location.hash.slice("#launch=".length);
  history.replaceState(null, "", location.pathname);
  const headers = { "Content-Type": "application/json" };
  const reply = await fetch("/launch", { method: "POST", headers, body: JSON.stringify({ launch }) }).catch(
    () => undefined,
  );
  const said = await reply?.json().catch(() => undefined);
  if (!reply?.ok || !said) return said?.detail ?? "The server does not answer. Run icotes open once it does.";
  keep(said.key);
  return "";
}

/** Sends a request with this tab's key, e.g. for a file's bytes. */
export function send(path: string, options: RequestInit = {}): Promise<Response> {
  return fetch(path, { ...options, headers: { Authorization: `Bearer ${key()}`, ...options.headers } });
}
