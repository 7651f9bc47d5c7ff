// Parameters by their JSON schema: what kind of field each gets, and what is wrong with a value.

/** A JSON schema, as `rpc.discover` gives it. */
export interface Schema {
  type?: string;
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  items?: Schema | false;
  prefixItems?: readonly Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: readonly string[];
  $ref?: string;
  default?: unknown;
  title?: string;
  description?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  contentEncoding?: string;
  "x-secret"?: boolean;
}

/** Schemas by the name that others refer to. */
export type Components = Record<string, Schema>;

/** A parameter of a method. */
export interface Param {
  name: string;
  required: boolean;
  schema: Schema;
  /** What the docstring says of it. */
  text: string;
}

/** How a value is asked for. */
export type Kind = "text" | "long" | "secret" | "path" | "number" | "flag" | "choice" | "list" | "bytes" | "json";

/** Parameters of any call. */
export const COMMON = ["workspace", "timeout", "idempotency_key", "fields"];
/** Those that a page has no use for. */
export const HIDDEN = ["partialResultToken", "max_items", "wait"];

/** A path within a workspace is a text of this length, at most. */
const PATH_LENGTH = 4096;
const SECRET = /(^|_)(password|secret|passphrase|credential|api_?key)s?$/;
const SHORT = 300;
const SHORT_NAME =
  /^(path|name|id|kind|since|after|user|session|workspace|project|terminal|connection|query|pattern|version|call)$/;

/** A schema without its reference, and without "or nothing". */
export function plain(schema: Schema, components: Components): Schema {
  if (schema.$ref) return plain(components[schema.$ref.split("/").pop() ?? ""] ?? {}, components);
  const some = schema.anyOf?.filter((each) => each.type !== "null") ?? [];
  if (some.length !== 1) return schema;
  const { anyOf: _, ...others } = schema;
  return { ...plain(some[0] as Schema, components), ...others };
}

/** Whether nothing is a value too. */
export const isNullable = (schema: Schema): boolean => !!schema.anyOf?.some((each) => each.type === "null");

/** How a parameter is asked for. */
export function kindOf(name: string, schema: Schema, components: Components): Kind {
  const it = plain(schema, components);
  if (it.enum) return "choice";
  if (it.type === "boolean") return "flag";
  if (it.type === "integer" || it.type === "number") return "number";
  if (it.contentEncoding) return "bytes";
  if (it.type === "string") return textKind(name, it);
  if (it.type === "array" && it.items && ["text", "number", "choice"].includes(kindOf("name", it.items, components)))
    return "list";
  return "json";
}

function textKind(name: string, it: Schema): Kind {
  if (it["x-secret"] || SECRET.test(name)) return "secret";
  if (it.maxLength === PATH_LENGTH) return "path";
  return (it.maxLength ?? Infinity) <= SHORT || SHORT_NAME.test(name) ? "text" : "long";
}

/** A value to start from that has the shape that is asked for, e.g. for an object its needed fields. */
export function example(schema: Schema, components: Components, depth = 0): unknown {
  const it = plain(schema, components);
  if (it.default !== undefined && it.default !== null) return it.default;
  if (it.enum) return it.enum[0];
  if (it.anyOf) return example(it.anyOf[0] ?? {}, components, depth);
  if (it.type === "array") return it.items && depth < 3 ? [example(it.items, components, depth + 1)] : [];
  if (it.type === "object" || it.properties) {
    const needed = depth < 3 ? (it.required ?? []) : [];
    return Object.fromEntries(
      needed.map((name) => [name, example(it.properties?.[name] ?? {}, components, depth + 1)]),
    );
  }
  return { string: "", integer: it.minimum ?? 0, number: it.minimum ?? 0, boolean: false }[it.type ?? ""] ?? null;
}

/** What is wrong with a value: where, and what is needed there. */
export interface Fault {
  where: string;
  /** E.g. `number`, `>= 1`, `field name`. */
  wants: string;
}

/** The first thing that a value lacks to be what a schema asks for; nothing if it fits. */
export function fault(schema: Schema, value: unknown, components: Components, where = ""): Fault | undefined {
  if (schema.$ref) return fault(plain(schema, components), value, components, where);
  const wants = (what: string): Fault => ({ where, wants: what });
  if (schema.anyOf) {
    const tries = schema.anyOf.map((each) => fault(each, value, components, where));
    if (tries.includes(undefined)) return undefined;
    const deepest = tries.reduce((a, b) => ((b?.where.length ?? 0) > (a?.where.length ?? 0) ? b : a));
    return deepest?.where === where ? wants(schema.anyOf.map((each) => said(each, components)).join(" | ")) : deepest;
  }
  if (schema.enum && !schema.enum.includes(value))
    return wants(schema.enum.map((each) => JSON.stringify(each)).join(" | "));
  if (schema.const !== undefined && schema.const !== value) return wants(JSON.stringify(schema.const));
  if (schema.type && !isA(schema.type, value)) return wants(said(schema, components));
  if (typeof value === "number") return number(schema, value, wants);
  if (typeof value === "string") return text(schema, value, wants);
  if (Array.isArray(value)) return list(schema, value, components, where, wants);
  if (value !== null && typeof value === "object")
    return object(schema, value as Record<string, unknown>, components, where);
  return undefined;
}

function isA(type: string, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return value !== null && typeof value === "object" && !Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function number(schema: Schema, value: number, wants: (what: string) => Fault): Fault | undefined {
  if (schema.minimum !== undefined && value < schema.minimum) return wants(`≥ ${schema.minimum}`);
  if (schema.maximum !== undefined && value > schema.maximum) return wants(`≤ ${schema.maximum}`);
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum)
    return wants(`> ${schema.exclusiveMinimum}`);
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum)
    return wants(`< ${schema.exclusiveMaximum}`);
  return undefined;
}

function text(schema: Schema, value: string, wants: (what: string) => Fault): Fault | undefined {
  const length = [...value].length;
  if (length < (schema.minLength ?? 0)) return wants(`length ≥ ${schema.minLength}`);
  if (length > (schema.maxLength ?? Infinity)) return wants(`length ≤ ${schema.maxLength}`);
  return schema.pattern && !matches(schema.pattern, value) ? wants(schema.pattern) : undefined;
}

/** Patterns are Python's; one that is not understood here is left to the server. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern.replaceAll("\\Z", "$(?!\\n)"), "u").test(value);
  } catch {
    return true;
  }
}

function list(
  schema: Schema,
  value: readonly unknown[],
  components: Components,
  where: string,
  wants: (what: string) => Fault,
) {
  if (value.length < (schema.minItems ?? 0)) return wants(`items ≥ ${schema.minItems}`);
  if (value.length > (schema.maxItems ?? Infinity)) return wants(`items ≤ ${schema.maxItems}`);
  for (const [index, each] of value.entries()) {
    const of = schema.prefixItems?.[index] ?? schema.items;
    const found = of ? fault(of, each, components, `${where}[${index}]`) : undefined;
    if (found) return found;
  }
  return undefined;
}

function object(
  schema: Schema,
  value: Record<string, unknown>,
  components: Components,
  where: string,
): Fault | undefined {
  const path = (name: string) => (where ? `${where}.${name}` : name);
  for (const name of schema.required ?? []) if (!(name in value)) return { where, wants: JSON.stringify(name) };
  for (const [name, each] of Object.entries(value)) {
    const of = schema.properties?.[name] ?? schema.additionalProperties;
    if (of === false) return { where: path(name), wants: "—" };
    const found = typeof of === "object" ? fault(of, each, components, path(name)) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** A schema's name, as a reader says it; `kinds` has words for types. */
export function said(schema: Schema, components: Components, kinds: Record<string, string> = {}): string {
  if (schema.$ref) return schema.$ref.split("/").pop()?.replaceAll("_", " ").trim() ?? "";
  const { enum: values, anyOf } = schema;
  if (values) return values.map((each) => JSON.stringify(each)).join(" | ");
  if (anyOf)
    return anyOf
      .filter((each) => each.type !== "null" || anyOf.length === 1)
      .map((each) => said(each, components, kinds))
      .join(" | ");
  if (schema.type === "array" && schema.items)
    return `${kinds["array"] ?? "array"}: ${said(schema.items, components, kinds)}`;
  if (schema.title) return schema.title;
  return kinds[schema.type ?? ""] ?? schema.type ?? "JSON";
}
