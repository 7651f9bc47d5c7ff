// The API page: every method with a form made from its schema, the request that it makes, and what comes back.

import { count, make, one, prose } from "./dom.js";
import { form } from "./form.js";
import { Run } from "./reply.js";
import { copyable, curl, request } from "./request.js";
import { Failed, arrive, door, forget, key, leave, send } from "./session.js";
import { fields, settle } from "./shape.js";

let methods = new Map();
let run = null;
let again = 0;

async function begin() {
  const why = await arrive();
  if (key()) enter();
  else ask(why);
}

function ask(why) {
  run?.stop();
  one("split").hidden = one("notice").hidden = one("leave").hidden = true;
  door(why, enter);
}

async function enter() {
  one("door").hidden = true;
  one("split").hidden = one("leave").hidden = false;
  if (!methods.size) one("main").replaceChildren(make("p", { class: "soft", role: "status" }, "Looking …"));
  try {
    const reply = await send("/openapi.json");
    if (reply.status === 401) throw new Failed(401, "This tab's key opens nothing any more.");
    if (!reply.ok) throw new Failed(reply.status, `The server answered ${reply.status}.`);
    read(await reply.json());
    one("notice").hidden = true;
    list();
    choose();
  } catch (error) {
    if (error.status !== 401) return trouble();
    forget();
    ask(error.message);
  }
}

function trouble() {
  one("trouble").textContent = "The server does not answer. This page comes back by itself.";
  one("notice").hidden = false;
  clearTimeout(again);
  again = setTimeout(() => one("notice").hidden || enter(), 3000);
}

function read(document) {
  settle(document);
  methods = new Map();
  for (const [path, verbs] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      const name = operation["x-method"];
      if (!methods.has(name)) methods.set(name, []);
      methods.get(name).push({ ...operation, path, verb: verb.toUpperCase() });
    }
  }
  methods = new Map([...methods].sort(([a], [b]) => a.localeCompare(b)));
  for (const ways of methods.values()) ways.sort((a, b) => a.operationId.length - b.operationId.length);
}

/** Returns elements for the methods that fit, by module: a heading, then what `inside` makes of its methods. */
function byModule(found, inside) {
  const modules = Map.groupBy(found, ([name]) => name.split(".")[0]);
  return [...modules].flatMap(([module, each]) => [make("h2", {}, module), inside(module, each)]);
}

function list() {
  const wanted = one("find").value.trim().toLowerCase().split(/[\s.]+/);
  const fits = ([name, [way]]) => wanted.every((word) => `${name} ${way.summary}`.toLowerCase().includes(word));
  const found = [...methods].filter(fits);
  const link = ([name, [way]]) =>
    make("li", {}, make("a", { href: `#${name}`, title: way.summary }, name.split(".")[1]));
  one("list").replaceChildren(...byModule(found, (module, each) => make("ul", { "aria-label": module }, each.map(link))));
  one("found").textContent = count(found.length, "method");
  if (!found.length) one("list").append(make("p", { class: "soft" }, "No method is called that."));
  mark();
}

function mark() {
  const name = chosen()?.["x-method"];
  for (const link of one("list").querySelectorAll("a")) {
    if (link.hash === `#${name}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

/** Returns the operation that the address names. */
function chosen() {
  const id = location.hash.slice(1);
  for (const ways of methods.values()) {
    const found = ways.find((way) => way.operationId === id);
    if (found) return found;
  }
}

function choose(focus = false) {
  run?.stop();
  run = null;
  const way = chosen();
  one("split").classList.toggle("open", Boolean(way));
  one("main").classList.toggle("chooser", !way);
  document.title = `${way ? way["x-method"] : "API"} · icotes`;
  one("main").replaceChildren(way ? page(way) : welcome());
  mark();
  if (focus) (one("main").querySelector("h1") ?? one("find")).focus();
}

function welcome() {
  const row = ([name, [way]]) => [
    make("dt", {}, make("a", { href: `#${name}` }, name.split(".")[1])),
    make("dd", {}, prose(way.summary)),
  ];
  return make("div", { class: "index" },
    make("h1", { tabindex: "-1" }, "API"),
    make("p", {}, `${count(methods.size, "method")}. Choose one, fill in its form and run it: it is called with this tab's key, on the real server. `,
      make("kbd", {}, "/"), " finds a method, ", make("kbd", {}, "Ctrl Enter"), " runs a form, ", make("kbd", {}, "Escape"), " stops it."),
    byModule([...methods], (module, each) => make("dl", { class: "names" }, each.map(row))),
  );
}

function page(way) {
  const inputs = form(way);
  const shown = make("pre", { tabindex: "0", "aria-label": "curl" });
  const place = make("section", { class: "reply", "aria-label": "Reply", hidden: true });
  const stop = make("button", { type: "button", hidden: true }, "Stop");
  const start = make("button", { class: "main" }, "Run");
  const problem = make("p", { class: "bad", role: "alert" });
  const update = () => {
    problem.textContent = "";
    try {
      shown.textContent = curl(way, request(way, inputs.read()));
    } catch (error) {
      shown.textContent = error.message;
    }
  };
  const element = make("form", { class: "call" },
    head(way),
    make("div", {}, ways(way), inputs.elements, make("div", { class: "acts" }, start, stop, problem)),
    make("div", { class: "outcome" }, make("div", { class: "acts" }, make("h2", {}, "As a command"), copyable(shown)), shown, place),
    make("div", {}, result(way), failures(way)),
  );
  element.addEventListener("input", update);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.requestSubmit();
  });
  element.addEventListener("submit", async (event) => {
    event.preventDefault();
    let ready;
    try {
      ready = request(way, inputs.read());
    } catch (error) {
      problem.textContent = error.message;
      return;
    }
    run?.stop();
    const mine = (run = new Run(place));
    stop.hidden = false;
    const going = mine.go(ready);
    place.scrollIntoView({ block: "nearest" });
    const status = await going;
    if (mine !== run) return;
    stop.hidden = true;
    if (status === 401) {
      forget();
      ask("This tab's key opens nothing any more.");
    }
  });
  stop.addEventListener("click", () => run?.stop());
  update();
  return element;
}

function head(way) {
  const scope = way.security[0].key[0];
  const stream = way.responses["200"].content?.["application/x-ndjson"];
  return make("header", {},
    make("a", { class: "back", href: "#" }, "All methods"),
    make("h1", { tabindex: "-1" }, way["x-method"]),
    make("div", { class: "badges" },
      make("span", { class: `badge ${way["x-effect"] === "command" ? "warn" : "good"}` }, way["x-effect"]),
      stream && make("span", { class: "badge" }, "stream"),
      make("span", { class: "badge soft" }, scope ? `needs ${scope}` : "any key"),
    ),
    make("p", { class: "about" }, prose(way.description)),
  );
}

function ways(way) {
  const all = methods.get(way["x-method"]);
  const choice = make("select", { id: "way", class: "mono" },
    all.map((each) => make("option", { value: each.operationId, selected: each === way }, `${each.verb} ${each.path}`)));
  choice.addEventListener("input", (event) => event.stopPropagation());
  choice.addEventListener("change", () => (location.hash = choice.value));
  return make("div", { class: "field" }, make("label", { for: "way" }, "Address"), choice);
}

function result(way) {
  const content = way.responses["200"].content ?? {};
  const schema = (content["application/x-ndjson"] ?? content["application/json"])?.schema;
  if (!schema) return null;
  return make("details", {}, make("summary", {}, content["application/x-ndjson"] ? "What a line is" : "What it returns"), fields(schema));
}

function failures(way) {
  const found = Object.entries(way.responses).filter(([status]) => /^[45]/.test(status));
  if (!found.length) return null;
  const rows = found.flatMap(([status, { description }]) => [make("dt", {}, status), make("dd", {}, prose(description))]);
  return make("details", {}, make("summary", {}, "How it fails"), make("dl", { class: "names" }, rows));
}

function keys(event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !one("split").hidden) {
    event.preventDefault();
    if (one("split").classList.contains("open") && !one("side").offsetParent) location.hash = "";
    one("find").focus();
  } else if (event.key === "Escape") run?.stop();
}

function walk(event) {
  const links = [...one("list").querySelectorAll("a")];
  const at = links.indexOf(document.activeElement);
  if (event.key === "Enter" && at < 0 && links.length) location.hash = links[0].hash;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  (links[Math.min(next, links.length - 1)] ?? one("find")).focus();
}

one("find").addEventListener("input", list);
one("side").addEventListener("keydown", walk);
addEventListener("keydown", keys);
one("retry").addEventListener("click", enter);
one("leave").addEventListener("click", async () => {
  ask("");
  await leave();
});
addEventListener("hashchange", () => (location.hash.startsWith("#launch=") ? begin() : methods.size && choose(true)));
begin();
