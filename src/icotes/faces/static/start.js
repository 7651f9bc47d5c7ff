import { Wire, enter, forget, how, key, make, notice } from "./session.js";

const at = (id) => document.getElementById(id);
const RETRY = [1, 2, 5, 10, 20];
let tries = 0;

function link(state, text) {
  at("link").className = `state ${state}`;
  at("link").textContent = text;
}

function since(seconds) {
  const passed = Math.max(0, Date.now() / 1000 - seconds);
  const [size, unit] = passed < 90 ? [1, "second"] : passed < 5400 ? [60, "minute"] : passed < 129600 ? [3600, "hour"] : [86400, "day"];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.round(passed / size), unit);
}

// A browser's whole name is a history of browsers; its last well-known part says which one it is.
function program(agent) {
  const known = /(Edg|OPR|Firefox|Chrome|Safari)\/\d+/.exec(agent.startsWith("Mozilla") ? agent : "");
  return known ? known[0].replace("/", " ") : agent.slice(0, 60);
}

function fill(id, items, empty) {
  const list = at(id);
  list.removeAttribute("aria-busy");
  list.replaceChildren(...(items.length ? items : [empty]));
}

function showServer(info) {
  const rows = { Version: info.version, Started: since(info.started), Capabilities: info.modules.join(", "), Methods: info.methods };
  fill("server", Object.entries(rows).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, String(value))]));
}

function showHealth(health) {
  const items = health.parts.map((part) =>
    make(
      "li",
      {},
      make("span", {}, part.name, part.detail ? make("div", { className: "quiet" }, part.detail) : null),
      make("span", { className: `state ${part.state}` }, part.state),
    ),
  );
  fill("parts", items, make("li", { className: "quiet" }, "No part has anything to say."));
}

function showWorkspaces(workspaces) {
  const items = workspaces.map((each) =>
    make("li", {}, make("strong", {}, each.name), make("span", { className: "quiet" }, each.folder ?? each.project ?? "")),
  );
  const hint = make("li", { className: "quiet" }, "None is open. ", make("code", {}, "icotes serve FOLDER"), " opens one.");
  fill("workspaces", items, hint);
}

function showConnections(page) {
  const rows = page.items.map((each) =>
    make(
      "tr",
      {},
      make("td", {}, each.user),
      make("td", {}, each.kind, make("div", { className: "quiet" }, program(each.agent))),
      make("td", {}, each.address),
      make("td", {}, since(each.opened)),
      make("td", {}, String(each.calls)),
    ),
  );
  fill("connections", rows, make("tr", {}, make("td", { colSpan: 5, className: "quiet" }, "Nobody.")));
}

// A key may cover less than this page shows: what is refused says so in its own place.
async function show(wire, method, id, render) {
  try {
    render(await wire.call(method));
  } catch (failure) {
    if (failure.kind === "ConnectionLost") return;
    const tag = id === "connections" ? "tr" : "li";
    const text = make(tag === "tr" ? "td" : "span", { className: "quiet", colSpan: 5 }, failure.message);
    fill(id, [make(tag, {}, text)]);
  }
}

async function refresh(wire) {
  await Promise.all([
    show(wire, "system.info", "server", showServer),
    show(wire, "system.health", "parts", showHealth),
    show(wire, "workspaces.list", "workspaces", showWorkspaces),
    show(wire, "system.connections", "connections", showConnections),
  ]);
}

async function live() {
  const wire = await Wire.open();
  tries = 0;
  link("ok", "live");
  notice(at("notice"), false);
  at("dashboard").hidden = false;
  await refresh(wire);
  let due = 0;
  const soon = () => {
    clearTimeout(due);
    due = setTimeout(() => refresh(wire), 150);
  };
  wire.follow("system.events", { kinds: ["connections.*", "projects.*"] }, soon);
  const clock = setInterval(() => refresh(wire), 15000);
  const end = await wire.closed;
  clearInterval(clock);
  clearTimeout(due);
  if (end.code === 1008) forget();
}

async function run() {
  try {
    if (!(await enter())) {
      link("waiting", "no key");
      notice(at("notice"), false, how());
      return;
    }
    for (;;) {
      try {
        await live();
      } catch (failure) {
        if (failure.kind === "Unauthenticated") forget();
        else if (failure.kind !== "ConnectionLost") throw failure;
      }
      if (!key()) {
        at("dashboard").hidden = true;
        link("waiting", "no key");
        notice(at("notice"), true, "The key of this tab is not valid any more. ", how());
        return;
      }
      link("failed", "not connected");
      const pause = RETRY[Math.min(tries++, RETRY.length - 1)];
      notice(at("notice"), true, `The server does not answer; trying again in ${pause} s.`);
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  } catch (failure) {
    link("failed", "not connected");
    notice(at("notice"), true, make("strong", {}, failure.message), failure.kind === "Unauthenticated" ? how() : "");
  }
}

run();
