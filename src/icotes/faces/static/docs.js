import { enter, how, make, notice, request } from "./session.js";

const at = (id) => document.getElementById(id);

for (const each of document.querySelectorAll("pre[data-address]")) {
  const address = each.dataset.address.includes("/ws") ? location.origin.replace("http", "ws") : location.origin;
  each.textContent = each.dataset.address.replace("ADDRESS", address);
}

function entry(method) {
  const rows = method.params.map((each) =>
    make("tr", {}, make("td", {}, make("code", {}, each.name)), make("td", {}, each.required ? "needed" : ""), make("td", {}, each.description)),
  );
  const table = make("table", {}, make("tbody", {}, ...rows));
  const failures = method.errors.map((each) => make("li", {}, each.message));
  const text = method.description.slice(method.summary.length).trim();
  return make(
    "details",
    { id: method.name },
    make("summary", {}, make("h3", {}, method.name), make("span", { className: "quiet" }, method.summary)),
    text ? make("p", {}, text) : null,
    make("p", { className: "quiet" }, method["x-scope"] ? `Needs ${method["x-scope"]}.` : "Any key will do."),
    make("div", { className: "scroll" }, table),
    failures.length ? make("p", { className: "quiet" }, "Fails with") : null,
    failures.length ? make("ul", {}, ...failures) : null,
    make("p", {}, make("a", { href: `/api#${method.name}` }, "Try it")),
  );
}

async function show() {
  const reply = await request("/rpc", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "rpc.discover" }),
  });
  const modules = new Map();
  for (const method of (await reply.json()).result.methods) {
    const name = method.tags[0].name;
    if (!modules.has(name)) modules.set(name, make("section", { className: "card" }, make("h2", {}, name)));
    modules.get(name).append(entry(method));
  }
  at("reference").removeAttribute("aria-busy");
  at("reference").replaceChildren(...modules.values());
}

try {
  if (await enter()) await show();
  else {
    at("reference").replaceChildren();
    notice(at("notice"), false, how());
  }
} catch (failure) {
  at("reference").replaceChildren();
  notice(at("notice"), true, make("strong", {}, failure.message), failure.kind === "Unauthenticated" ? how() : "");
}
