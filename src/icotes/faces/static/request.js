// The request that a form makes, and the same as a command line.

import { make } from "./dom.js";

/** Returns `{method, path, headers, body}`. */
export function request(way, values) {
  const left = new Map(values);
  const take = (name) => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  let path = way.path.replace(/\{(\w+)\}/g, (_, name) => {
    const value = String(take(name) ?? "");
    if (!value) throw new Error(`${name} is part of the address; it is required here.`);
    return value.split("/").map(encodeURIComponent).join(way.path.endsWith(`{${name}}`) ? "/" : "%2F");
  });
  const query = new URLSearchParams();
  for (const { name, in: place } of way.parameters) {
    const value = place === "query" ? take(name) : undefined;
    if (Array.isArray(value)) query.set(name, JSON.stringify(value));
    else if (value !== undefined) query.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
  }
  if (query.size) path += `?${query}`;
  const content = way.requestBody?.content ?? {};
  if (content["application/json"]) {
    const body = JSON.stringify(Object.fromEntries(left));
    return { method: way.verb, path, headers: { "Content-Type": "application/json" }, body };
  }
  if (content["application/octet-stream"]) {
    return { method: way.verb, path, headers: { "Content-Type": "application/octet-stream" }, body: left.get("") };
  }
  return { method: way.verb, path, headers: {} };
}

const quote = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** Returns the request for a shell; the key stays out of it. */
export function curl(way, { method, path, headers, body }) {
  const content = way.responses["200"].content ?? {};
  const words = ["curl", content["application/x-ndjson"] ? "-sN" : content["*/*"] ? "-sOJ" : "-s"];
  if (method !== "GET") words.push("-X", method);
  const lines = [`${words.join(" ")} ${quote(location.origin + path)}`, `-H "Authorization: Bearer $ICOTES_TOKEN"`];
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quote(`${name}: ${value}`)}`);
  if (typeof body === "string") lines.push(`-d ${quote(body)}`);
  else if (method === "PUT") lines.push(`--data-binary ${quote(`@${body?.name ?? "FILE"}`)}`);
  return lines.join(" \\\n  ");
}

/** Returns a button that copies what an element shows. */
export function copyable(element) {
  const button = make("button", { type: "button", class: "small" }, "Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(element.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(element);
      button.textContent = "Marked: copy it with Ctrl C";
    }
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  return make("span", { role: "status" }, button);
}
