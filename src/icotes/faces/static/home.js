// The start page: what runs, and who is connected, as it changes.

import { ago, count, make, one, prose } from "./dom.js";
import { arrive, door, forget, key, leave } from "./session.js";
import { CallFailed, Live } from "./socket.js";

const REFRESH = 15_000;
const SETTLE = 150;
const MANY = 12;
const WORDS = { ok: "good", degraded: "warn", failed: "bad" };

let live = null;
let mine = "";
let denied = new Map();
let known = null;
let people = [];
let again = 0;
let asking = false;

const PANELS = {
  "workspaces.list": showWorkspaces,
  "system.health": showParts,
  "system.connections": showPeople,
  "system.info": showFacts,
};

async function begin() {
  const why = await arrive();
  if (key()) enter();
  else ask(why);
}

function ask(why) {
  live?.close();
  live = null;
  one("home").hidden = one("notice").hidden = one("leave").hidden = true;
  door(why, enter);
}

function enter() {
  live?.close();
  one("door").hidden = true;
  one("home").hidden = one("leave").hidden = false;
  live = new Live(key(), { opened, lost, refused: (message) => (forget(), ask(message)) });
}

function opened(welcome) {
  one("notice").hidden = true;
  mine = welcome.connection;
  denied = new Map();
  known = null;
  one("live").textContent = "";
  const kinds = ["connections.*", "projects.*"];
  live.follow("system.events", { kinds }, soon, (error) => {
    one("live").textContent = error?.kind === "Denied" ? "" : "not live: reload the page";
  });
  refresh();
}

async function lost() {
  const said = await fetch("/live", { cache: "no-store" }).then((reply) => reply.ok, () => false);
  if (!live || live.welcomed) return;
  one("trouble").textContent = said
    ? "The server runs, but takes no WebSocket from here. If there is a proxy in between, it must pass /ws on."
    : "The server does not answer. What you see is from before; this page comes back by itself.";
  one("notice").hidden = false;
  one("live").className = one("live").textContent = "";
  one("state").className = "soft";
  one("state").textContent = "Not connected";
}

function soon() {
  clearTimeout(again);
  again = setTimeout(refresh, SETTLE);
}

async function refresh() {
  if (asking) return soon();
  if (!live?.welcomed) return;
  asking = true;
  clearTimeout(again);
  await Promise.all(Object.entries(PANELS).map(([method, show]) => load(method, show)));
  asking = false;
  clearTimeout(again);
  again = setTimeout(refresh, REFRESH);
}

async function load(method, show) {
  try {
    if (denied.has(method)) return;
    show(await live.call(method, method === "system.connections" ? { limit: 1000 } : {}));
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    if (!error.kind) return;
    if (error.kind === "Denied") denied.set(method, error.message);
    show(null, error.message);
  }
}

const nothing = (text) => make("p", { class: "nothing soft" }, text);
const fact = (name, value) => make("div", {}, make("dt", {}, name), make("dd", {}, value));

function showFacts(info) {
  const facts = info && [
    fact("version", info.version),
    fact("started", ago(info.started)),
    fact("methods", String(info.methods)),
    fact("modules", info.modules.join(", ")),
  ];
  one("facts").replaceChildren(...(facts ?? []));
}

function showWorkspaces(spaces, problem) {
  const rows = (spaces ?? []).map(({ name, folder }) =>
    make("li", {}, make("strong", {}, name), make("span", { class: "mono soft" }, folder)),
  );
  const empty = prose("No folder is open. `icotes serve FOLDER` opens one.");
  one("spaces").replaceChildren(...(rows.length ? rows : [make("li", { class: "soft" }, problem ?? empty)]));
}

function showParts(health, problem) {
  const title = one("state");
  const parts = health?.parts ?? [];
  const ill = parts.filter((part) => part.state !== "ok");
  title.className = `dot ${WORDS[health?.state] ?? "good"}`;
  title.textContent = !health ? "The server answers" : ill.length ? `${count(ill.length, "part")} not well` : "All is well";
  const order = ["failed", "degraded", "ok"];
  const rows = [...parts]
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(({ name, state, detail }) =>
      make("li", {},
        make("span", {}, name),
        make("span", { class: `dot ${WORDS[state] ?? ""}` }, state),
        detail && make("p", { class: "small soft" }, detail),
      ),
    );
  one("parts").replaceChildren(...(rows.length ? rows : [make("li", { class: "soft" }, problem ?? "None says how it is.")]));
}

function showPeople(page, problem) {
  one("people-count").textContent = page ? `${count(page.items.length, "client")}${page.next ? " and more" : ""}` : "";
  one("live").textContent = page ? "live" : "";
  one("live").className = page ? "small dot good" : "small soft";
  one("people-tools").hidden = (page?.items.length ?? 0) <= MANY;
  people = page?.items ?? [];
  if (!page) return one("people").replaceChildren(nothing(problem));
  drawPeople();
}

function drawPeople() {
  const wanted = one("people-tools").hidden ? "" : one("filter").value.trim().toLowerCase();
  const fits = (each) => `${each.agent} ${each.user} ${each.address} ${each.kind}`.toLowerCase().includes(wanted);
  const found = people.filter(fits).sort((a, b) => b.opened - a.opened);
  if (!one("rows")) one("people").replaceChildren(table());
  one("rows").replaceChildren(...found.map(person));
  one("nobody").hidden = found.length > 0;
  known = new Set(people.map((each) => each.id));
}

function table() {
  const head = ["Client", "Who", "From", "Since", "Last call", "Calls"].map((name) =>
    make("th", { scope: "col", class: name === "Calls" && "number" }, name),
  );
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Who is connected" },
    make("table", { class: "stack" }, make("thead", {}, make("tr", {}, head)), make("tbody", { id: "rows" })),
    make("p", { id: "nobody", class: "nothing soft" }, "Nobody fits that."),
  );
}

function person(each) {
  const cell = (name, ...value) => make("td", { "data-name": name }, ...value);
  return make("tr", { class: known && !known.has(each.id) && "fresh" },
    make("th", { scope: "row", title: each.agent },
      `${program(each.agent)} `,
      make("span", { class: "small soft" }, each.id === mine ? "this page" : each.kind),
    ),
    cell("who", each.user),
    cell("from", make("span", { class: "mono" }, each.address)),
    cell("since", ago(each.opened)),
    cell("last call", ago(each.active)),
    make("td", { class: "number", "data-name": "calls" }, each.calls.toLocaleString("en")),
  );
}

function program(agent) {
  const browser = agent.startsWith("Mozilla/") && ["Firefox", "Edg", "Chrome", "Safari"].find((name) => agent.includes(`${name}/`));
  return browser || agent.split(/[\s/]/, 1)[0] || "unnamed";
}

one("filter").addEventListener("input", drawPeople);
one("retry").addEventListener("click", () => live?.retry());
one("leave").addEventListener("click", async () => {
  ask("");
  await leave();
});
addEventListener("hashchange", () => location.hash.startsWith("#launch=") && begin());
begin();
