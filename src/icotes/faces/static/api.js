import { enter, how, make, notice, request } from "./session.js";

const at = (id) => document.getElementById(id);
let schemas = {};

const resolve = (shape) => (shape.$ref ? schemas[shape.$ref.split("/").pop()] : shape);

function kinds(shape) {
  const whole = resolve(shape);
  if (whole.anyOf) return whole.anyOf.flatMap(kinds);
  return [].concat(whole.type ?? (whole.enum ? "string" : "any"));
}

function field(name, shape, required) {
  const whole = resolve(shape);
  const types = kinds(shape);
  const choices = whole.enum ?? (whole.anyOf ?? []).map(resolve).find((each) => each.enum)?.enum;
  let input;
  if (choices || types.includes("boolean")) {
    const options = (choices ?? ["true", "false"]).map((each) => make("option", { value: each }, String(each)));
    input = make("select", {}, ...(required ? [] : [make("option", { value: "" }, "")]), ...options);
  } else if (types.some((type) => ["object", "array", "any"].includes(type))) {
    input = make("textarea", { placeholder: types.includes("array") ? "[ ]" : "{ }", spellcheck: false });
  } else {
    input = make("input", { type: "text", autocomplete: "off", spellcheck: false });
  }
  Object.assign(input, { name, required });
  const hint = [types.filter((type) => type !== "null").join(" or "), shape.description].filter(Boolean).join(". ");
  const label = make("label", {}, make("span", {}, name, required ? "" : make("span", { className: "quiet" }, " (optional)")), input);
  label.append(make("small", {}, hint));
  return label;
}

function value(text, shape) {
  const types = kinds(shape);
  if (types.includes("string") && !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

// A stream is asked for what comes within a moment: this page shows results, it does not follow.
const BRIEF = { max_items: 20, wait: 2 };

function form(operation, path) {
  const shape = operation.requestBody.content["application/json"].schema;
  const names = Object.keys(shape.properties).filter((name) => !["partialResultToken"].includes(name));
  const first = names.filter((name) => shape.required.includes(name));
  const rest = names.filter((name) => !first.includes(name));
  const output = make("output", { hidden: true });
  const button = make("button", { type: "submit" }, "Call");
  const made = make("form", {}, ...first.map((name) => field(name, shape.properties[name], true)));
  const more = make("details", {}, make("summary", { className: "quiet" }, "More parameters"));
  more.append(...rest.map((name) => field(name, shape.properties[name], false)));
  if (rest.length) made.append(more);
  made.append(make("div", { className: "row" }, button), output);
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    const params = "max_items" in shape.properties ? { ...BRIEF } : {};
    for (const [name, text] of new FormData(made)) if (text !== "") params[name] = value(text, shape.properties[name]);
    button.disabled = true;
    output.hidden = false;
    output.textContent = "…";
    output.textContent = await call(path, params);
    button.disabled = false;
  });
  return made;
}

async function call(path, params) {
  try {
    const reply = await request(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(params),
    });
    const text = await reply.text();
    if (!reply.headers.get("content-type").startsWith("application/json")) return text.slice(0, 100000);
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (failure) {
    return `${failure.kind}: ${failure.message}`;
  }
}

function entry(path, operation) {
  const head = make("summary", {}, make("h3", {}, operation["x-method"]), make("span", { className: "quiet" }, operation.summary));
  if (operation["x-effect"] === "command") head.append(make("span", { className: "tag" }, "changes"));
  const details = make("details", { id: operation["x-method"] }, head);
  details.dataset.text = `${operation["x-method"]} ${operation.summary}`.toLowerCase();
  details.addEventListener("toggle", () => {
    if (!details.open || details.dataset.made) return;
    details.dataset.made = "yes";
    const text = operation.description.slice(operation.summary.length).trim();
    if (text) details.append(make("p", {}, text));
    details.append(make("p", { className: "quiet" }, make("code", {}, `POST ${path}`)), form(operation, path));
  });
  return details;
}

function show(said) {
  schemas = said.components.schemas;
  const modules = new Map(said.tags.map((tag) => [tag.name, make("section", { className: "card" }, make("h2", {}, tag.name))]));
  for (const [path, verbs] of Object.entries(said.paths)) {
    const operation = verbs.post;
    if (operation?.operationId === operation?.["x-method"] && operation) modules.get(operation.tags[0]).append(entry(path, operation));
  }
  at("methods").removeAttribute("aria-busy");
  at("methods").replaceChildren(...modules.values());
  at("toolbar").hidden = false;
  at("find").addEventListener("input", find);
  find();
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted) {
    wanted.open = true;
    wanted.scrollIntoView();
  }
}

function find() {
  const words = at("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const module of at("methods").children) {
    let some = false;
    for (const each of module.querySelectorAll("details[data-text]")) {
      each.hidden = !words.every((word) => each.dataset.text.includes(word));
      some ||= !each.hidden;
      shown += each.hidden ? 0 : 1;
    }
    module.hidden = !some;
  }
  at("count").textContent = shown === 1 ? "1 method" : `${shown} methods`;
}

try {
  if (await enter()) show(await (await request("/openapi.json")).json());
  else {
    at("methods").replaceChildren();
    notice(at("notice"), false, how());
  }
} catch (failure) {
  at("methods").replaceChildren();
  notice(at("notice"), true, make("strong", {}, failure.message), failure.kind === "Unauthenticated" ? how() : "");
}
