// JSON schemas in words.

import { make } from "./dom.js";

let components = {};

/** Takes the components that schemas refer to. */
export const settle = (document) => (components = document.components.schemas);

/** Returns a schema without its reference and without "or null". */
export function plain(schema) {
  if (schema.$ref) return plain(components[schema.$ref.split("/").pop()]);
  const others = schema.anyOf?.filter((each) => each.type !== "null");
  if (others?.length === 1) return { ...schema, anyOf: undefined, ...plain(others[0]) };
  return schema;
}

/** Returns a schema's name, as a reader would say it. */
export function spell(schema) {
  if (schema.$ref) return schema.$ref.split("/").pop().replace(/_(\w+)_$/, " of $1");
  if (schema.anyOf) return schema.anyOf.map(spell).join(" or ");
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(" or ");
  if (schema.type === "array") return schema.items ? `list of ${spell(schema.items)}` : "list";
  if (schema.contentEncoding) return "bytes in base64";
  if (schema.title && schema.type === "object") return schema.title;
  return schema.type ?? "any JSON";
}

/** Returns the limits of a value, as a reader would say them. */
export function limits({ minimum, maximum, exclusiveMinimum, maxLength }) {
  const said = [];
  if (minimum !== undefined) said.push(`from ${minimum}`);
  if (exclusiveMinimum !== undefined) said.push(`above ${exclusiveMinimum}`);
  if (maximum !== undefined && maximum < 1e15) said.push(`to ${maximum}`);
  if (maxLength !== undefined) said.push(`at most ${maxLength} characters`);
  return said.join(" ");
}

/** Returns an outline of a schema: its fields, and those of what they hold. */
export function fields(schema, depth = 0) {
  const shape = plain(schema);
  const inner = shape.type === "array" && shape.items ? plain(shape.items) : shape;
  const union = inner.anyOf && depth < 4 ? inner.anyOf : [];
  if (union.length) return make("div", {}, make("p", { class: "small" }, spell(inner)), union.map((each) => named(each, depth)));
  if (!inner.properties) return make("p", { class: "small" }, spell(shape));
  const rows = Object.entries(inner.properties).flatMap(([name, each]) => {
    const deeper = depth < 3 && Object.keys(plain(each).properties ?? plain(plain(each).items ?? {}).properties ?? {}).length;
    return [make("dt", {}, name), make("dd", {}, spell(each), deeper ? fields(each, depth + 1) : null)];
  });
  return make("dl", { class: "names" }, rows);
}

function named(each, depth) {
  const shape = plain(each);
  return shape.properties && make("div", {}, make("p", { class: "small" }, spell(each)), fields(each, depth + 1));
}
