// A request that runs, and what comes back: a result, a stream's lines, a file, a failure.

import { count, make } from "./dom.js";
import { send } from "./session.js";

const SHOWN = 200_000;
const LINES = 1000;
const KEPT_BYTES = 256 * 1024 * 1024;

export class Run {
  /** `place` is where the reply is shown. */
  constructor(place) {
    this.place = place;
    this.control = new AbortController();
  }

  stop() {
    this.control.abort();
  }

  /** Sends a request and shows its reply until it ends; returns the status, 0 if none came. */
  async go({ method, path, headers, body }) {
    const begun = performance.now();
    this.line = make("div", { class: "line", role: "status" }, make("span", { class: "soft" }, "Waiting …"));
    this.place.replaceChildren(make("h2", {}, "Reply"), this.line);
    this.place.hidden = false;
    let status = 0;
    try {
      const reply = await send(path, { method, headers, body, signal: this.control.signal });
      status = reply.status;
      this.head(reply, performance.now() - begun);
      await this.body(reply);
    } catch (error) {
      this.tell(this.control.signal.aborted ? "Stopped." : error.message, !this.control.signal.aborted);
    }
    return status;
  }

  head(reply, took) {
    const word = reply.ok ? "good" : "bad";
    this.line.replaceChildren(
      make("strong", { class: `dot ${word}` }, `${reply.status} ${reply.statusText}`.trim()),
      make("span", {}, took < 10 ? `${took.toFixed(1)} ms` : `${Math.round(took)} ms`),
      make("span", { class: "soft" }, reply.headers.get("content-type") ?? "no body"),
    );
    const rows = [...reply.headers].flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]);
    this.place.append(make("details", {}, make("summary", {}, count(rows.length / 2, "header")), make("dl", { class: "names" }, rows)));
  }

  tell(text, bad = false) {
    this.line.append(make("span", { class: bad ? "bad" : "soft" }, text));
  }

  async body(reply) {
    const type = reply.headers.get("content-type") ?? "";
    if (type.startsWith("application/x-ndjson")) return this.lines(reply);
    if (reply.headers.has("content-disposition")) return this.file(reply);
    const text = await reply.text();
    if (!text) return;
    let value;
    try {
      value = type.includes("json") ? JSON.parse(text) : text;
    } catch {
      value = text;
    }
    const shown = typeof value === "string" && !type.includes("json") ? text : JSON.stringify(value, null, 2);
    this.show(shown, text, type);
  }

  show(shown, text, type) {
    const block = make("pre", { tabindex: "0", "aria-label": "Body" });
    if (type.includes("json") && shown.length < SHOWN) block.append(...tinted(shown));
    else block.textContent = shown.slice(0, SHOWN);
    this.place.append(block);
    if (shown.length > SHOWN) {
      this.place.append(make("p", {}, "That is the beginning. ", link(new Blob([text], { type }), "reply.txt", "Save all of it")));
    }
  }

  async file(reply) {
    const size = Number(reply.headers.get("content-length"));
    if (size > KEPT_BYTES) {
      this.control.abort();
      this.place.append(make("p", {}, `${bytes(size)} are more than this page keeps; use the command above.`));
      return;
    }
    const blob = await reply.blob();
    this.place.append(make("p", {}, link(blob, filename(reply), `Save ${filename(reply)}`), ` (${bytes(blob.size)})`));
    if (/^text\/|json$/.test(blob.type) && blob.size < SHOWN) {
      this.place.append(make("pre", { tabindex: "0", "aria-label": "Body" }, await blob.text()));
    }
  }

  async lines(reply) {
    const rows = make("ol", { tabindex: "0", role: "log", "aria-label": "Lines" });
    const sum = make("span", { class: "soft" }, "no line yet");
    this.line.append(sum);
    this.place.append(rows);
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    let seen = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const whole = (rest + part.value).split("\n");
      rest = whole.pop();
      const found = whole.filter(Boolean);
      seen += found.length;
      const below = rows.scrollHeight - rows.scrollTop - rows.clientHeight < 40;
      rows.append(...found.slice(-LINES).map((line) => make("li", {}, line)));
      while (rows.childElementCount > LINES) rows.firstElementChild.remove();
      if (below) rows.scrollTop = rows.scrollHeight;
      sum.textContent = count(seen, "line") + (seen > LINES ? `, the last ${LINES} shown` : "");
    }
    this.tell("The stream ended.");
  }
}

function link(blob, name, text) {
  return make("a", { href: URL.createObjectURL(blob), download: name }, text);
}

function filename(reply) {
  const said = reply.headers.get("content-disposition");
  const star = /filename\*=UTF-8''([^;]+)/i.exec(said);
  return star ? decodeURIComponent(star[1]) : (/filename="?([^";]+)/.exec(said)?.[1] ?? "file");
}

function bytes(size) {
  const power = size ? Math.min(Math.floor(Math.log10(size) / 3), 3) : 0;
  return `${(size / 1000 ** power).toLocaleString("en", { maximumFractionDigits: 1 })} ${["bytes", "kB", "MB", "GB"][power]}`;
}

/** Returns the pieces of a JSON text: keys, texts and words in elements of their own. */
function* tinted(json) {
  let from = 0;
  for (const found of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*/g)) {
    yield json.slice(from, found.index);
    const [all, text, colon] = found;
    yield make("span", { class: colon ? "j-key" : text ? "j-text" : "j-word" }, text ?? all);
    from = found.index + (text ?? all).length;
  }
  yield json.slice(from);
}
