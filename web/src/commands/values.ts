// What was filled into a method's form, as parameters of a call.

import { type Components, fault, HIDDEN, isNullable, kindOf, type Param, plain, type Schema } from "./schema.ts";

/** What a field holds: text as it was typed, lines of a list, yes or no; nothing if it is left out. */
export type Filled = string | readonly string[] | boolean | undefined;

/** What is wrong with a field. */
export type Wrong = { missing: true } | { json: string } | { where: string; wants: string };

export interface Read {
  params: Record<string, unknown>;
  wrong: Record<string, Wrong>;
}

/** Reads a form: what can be sent, and what is wrong, by the parameters' names. */
export function read(params: readonly Param[], filled: Record<string, Filled>, components: Components): Read {
  const found: Read = { params: {}, wrong: {} };
  for (const param of params) {
    if (HIDDEN.includes(param.name)) continue;
    try {
      const value = filledIn(param, filled[param.name], components);
      if (value === undefined && param.required) found.wrong[param.name] = { missing: true };
      if (value === undefined) continue;
      const bad = fault(param.schema, value, components);
      if (bad) found.wrong[param.name] = bad;
      else found.params[param.name] = value;
    } catch (error) {
      found.wrong[param.name] = { json: error instanceof Error ? error.message : "" };
    }
  }
  return found;
}

function filledIn({ name, required, schema }: Param, filled: Filled, components: Components): unknown {
  const kind = kindOf(name, schema, components);
  if (kind === "flag") return filled ?? (required && !isNullable(schema) ? false : undefined);
  if (kind === "list") {
    if (filled === undefined) return required ? [] : undefined;
    const of = plain(plain(schema, components).items || {}, components);
    return (filled as readonly string[]).map((each) => single(of, each));
  }
  if (filled === undefined) return ["text", "long", "path", "secret"].includes(kind) && required ? "" : undefined;
  if (["number", "choice", "json"].includes(kind) && filled === "") return undefined;
  if (kind === "json") return JSON.parse(String(filled));
  return single(plain(schema, components), String(filled));
}

/** One value as its schema has it; a number that is none stays text, so that it is found wrong. */
function single(schema: Schema, filled: string): unknown {
  if (schema.enum) return schema.enum.find((each) => String(each) === filled) ?? filled;
  if (schema.type !== "integer" && schema.type !== "number") return filled;
  return filled.trim() === "" || Number.isNaN(Number(filled)) ? filled : Number(filled);
}

/** The parts of a result that are shown this once, by their paths, e.g. `key`; the empty path is all of it. */
export function secrets(schema: Schema, components: Components, path: readonly string[] = []): string[][] {
  const it = plain(schema, components);
  if (it["x-secret"]) return [[...path]];
  if (path.length > 3) return [];
  return Object.entries(it.properties ?? {}).flatMap(([name, each]) => secrets(each, components, [...path, name]));
}

/** Takes values out of a result: what is left, and those that were there. */
export function without(value: unknown, paths: readonly (readonly string[])[]): { rest: unknown; taken: string[] } {
  if (paths.some((each) => each.length === 0)) return { rest: "•••", taken: [String(value)] };
  if (!paths.length || value === null || typeof value !== "object") return { rest: value, taken: [] };
  const taken: string[] = [];
  const rest: Record<string, unknown> = { ...value };
  for (const [name = "", ...deeper] of paths) {
    if (rest[name] === undefined) continue;
    const inner = without(rest[name], [deeper]);
    rest[name] = inner.rest;
    taken.push(...inner.taken);
  }
  return { rest, taken };
}

/** A list of objects as a table: its columns, in the order in which they come; nothing if it is none. */
export function columns(value: unknown): string[] | undefined {
  if (!Array.isArray(value) || !value.length) return undefined;
  const names = new Set<string>();
  for (const each of value) {
    if (each === null || typeof each !== "object" || Array.isArray(each)) return undefined;
    for (const name of Object.keys(each)) names.add(name);
  }
  return [...names];
}
