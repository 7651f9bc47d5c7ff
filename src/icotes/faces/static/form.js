// A form for a method, made from its schema: what it must have first, what belongs to the protocol last.

import { make, prose } from "./dom.js";
import { limits, plain, spell } from "./shape.js";

const PROTOCOL = ["timeout", "idempotency_key", "fields", "partialResultToken", "max_items", "wait"];

/** Returns the form's elements, and `read()`, which gives the values that were filled in, by name. */
export function form(way) {
  const all = parameters(way).map(input);
  const needed = all.filter((each) => each.required);
  const others = all.filter((each) => !each.required && !PROTOCOL.includes(each.name));
  const protocol = all.filter((each) => PROTOCOL.includes(each.name));
  const elements = [...needed, ...others].map((each) => each.element);
  if (protocol.length) {
    const hidden = make("div", { class: "fields" }, protocol.map((each) => each.element));
    elements.push(make("details", {}, make("summary", {}, "More, for any call"), hidden));
  }
  const read = () => new Map(all.map((each) => [each.name, each.read()]).filter(([, value]) => value !== undefined));
  return { elements, read };
}

function parameters(way) {
  const found = way.parameters.map((each) => ({ ...each, description: each.description ?? each.schema.description }));
  const content = way.requestBody?.content ?? {};
  const body = content["application/json"]?.schema;
  for (const [name, schema] of Object.entries(body?.properties ?? {})) {
    found.push({ name, schema, required: body.required.includes(name), description: schema.description });
  }
  if (content["application/octet-stream"]) found.push({ name: "", bytes: true, required: true, schema: {}, description: "the bytes." });
  return found;
}

function input({ name, schema, required, description, bytes }) {
  const shape = plain(schema);
  const id = `field-${name || "bytes"}`;
  const about = `${id}-about`;
  const [control, read] = bytes ? file() : shape.enum || shape.type === "boolean" ? choice(shape, schema, required) : typed(shape, schema, required, name);
  control.id = id;
  control.setAttribute("aria-describedby", about);
  const element = make("div", { class: "field" },
    make("label", { for: id },
      make("b", {}, name || "body"),
      make("span", { class: "type" }, bytes ? "a file" : [!shape.enum && spell(shape), limits(shape)].filter(Boolean).join(", ")),
      required && make("span", { class: "needed" }, "required"),
    ),
    control,
    make("p", { id: about, class: "small soft" }, prose(description ?? "")),
  );
  return { name, required, element, read };
}

function file() {
  const control = make("input", { type: "file", required: true });
  return [control, () => control.files[0]];
}

function choice(shape, schema, required) {
  const values = shape.enum ?? [true, false];
  const control = make("select", {}, !required && make("option", { value: "" }, standard(schema) || "left out"),
    values.map((value) => make("option", { value: JSON.stringify(value) }, String(value))));
  return [control, () => (control.value ? JSON.parse(control.value) : undefined)];
}

/** Returns what stands for a value that is left out. */
function standard({ default: value }) {
  if (value === undefined || value === null || value === "") return "";
  return `${typeof value === "string" ? value : JSON.stringify(value)} (default)`;
}

function typed(shape, schema, required, name) {
  const placeholder = standard(schema);
  if (shape.type === "integer" || shape.type === "number") return numeric(shape, placeholder, required);
  const text = shape.type === "string" || shape.anyOf?.some((each) => each.type === "string");
  const short = text && (name === "path" || shape.maxLength <= 300 || /^(since|after|id|workspace|user|session|call)$/.test(name));
  const control = make(short ? "input" : "textarea", { placeholder: text ? placeholder : placeholder || "JSON", class: "mono", rows: short ? null : "1", spellcheck: "false", autocapitalize: "off", autocomplete: "off" });
  const read = () => {
    const given = control.value;
    if (text) return given || required ? given : undefined;
    if (!given.trim()) return required ? complain(name) : undefined;
    try {
      return JSON.parse(given);
    } catch (error) {
      throw new Error(`${name} is not JSON: ${error.message}`);
    }
  };
  return [control, read];
}

function complain(name) {
  throw new Error(`${name} is required.`);
}

function numeric(shape, placeholder, required) {
  const control = make("input", { type: "number", step: shape.type === "integer" ? "1" : "any", min: shape.minimum, max: shape.maximum < 1e15 ? shape.maximum : null, placeholder, required, class: "mono" });
  return [control, () => (control.value === "" ? undefined : control.valueAsNumber)];
}
