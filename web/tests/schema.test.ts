import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, pieces } from "../src/commands/fuzzy.ts";
import { ranked } from "../src/commands/ranked.ts";
import { example, fault, kindOf, type Param, type Schema } from "../src/commands/schema.ts";
import { columns, read, secrets, without } from "../src/commands/values.ts";

const components: Record<string, Schema> = {
  Place: {
    type: "object",
    required: ["street"],
    properties: {
      street: { type: "string" },
      number: { type: "integer", minimum: 1 },
      next: { $ref: "#/components/schemas/Place" },
    },
  },
  Cat: {
    type: "object",
    required: ["type", "lives"],
    properties: { type: { enum: ["cat"] }, lives: { type: "integer" } },
  },
  Dog: {
    type: "object",
    required: ["type", "legs"],
    properties: { type: { enum: ["dog"] }, legs: { type: "integer" } },
  },
};
const place: Schema = { $ref: "#/components/schemas/Place" };
const maybe = (it: Schema): Schema => ({ anyOf: [it, { type: "null" }], default: null });
const param = (name: string, schema: Schema, required = false): Param => ({ name, schema, required, text: "" });

test("each schema has its kind of field", () => {
  const kinds: [string, Schema, string][] = [
    ["path", { type: "string", maxLength: 4096 }, "path"],
    ["name", { type: "string" }, "text"],
    ["text", maybe({ type: "string" }), "long"],
    ["password", { type: "string" }, "secret"],
    ["word", { type: "string", "x-secret": true }, "secret"],
    ["data", maybe({ type: "string", contentEncoding: "base64" }), "bytes"],
    ["limit", maybe({ type: "integer" }), "number"],
    ["regex", { type: "boolean", default: false }, "flag"],
    ["kind", maybe({ enum: ["a", "b"] }), "choice"],
    ["include", { type: "array", items: { type: "string" } }, "list"],
    ["sizes", { type: "array", items: { type: "number" } }, "list"],
    ["places", { type: "array", items: place }, "json"],
    ["place", place, "json"],
    ["either", { anyOf: [{ type: "string" }, { type: "integer" }] }, "json"],
    ["anything", {}, "json"],
  ];
  for (const [name, schema, kind] of kinds) assert.equal(kindOf(name, schema, components), kind, name);
});

test("what is wrong is found, and where", () => {
  const bad = (schema: Schema, value: unknown) => {
    const found = fault(schema, value, components);
    return found && `${found.where}: ${found.wants}`;
  };
  assert.equal(bad(place, { street: "Long", number: 2, next: null }), "next: object");
  assert.equal(bad(place, { street: "Long", next: { street: 3 } }), "next.street: string");
  assert.equal(bad(place, {}), ': "street"');
  assert.equal(bad({ type: "array", items: place, maxItems: 1 }, [{ street: "a", number: 0 }]), "[0].number: ≥ 1");
  assert.equal(bad({ type: "array", maxItems: 1 }, [1, 2]), ": items ≤ 1");
  assert.equal(bad(maybe({ type: "string", minLength: 1 }), ""), ": string | null");
  assert.equal(bad(maybe({ type: "string" }), null), undefined);
  assert.equal(bad({ enum: ["a", "b"] }, "c"), ': "a" | "b"');
  assert.equal(bad({ type: "integer" }, 1.5), ": integer");
  assert.equal(bad({ type: "number", exclusiveMinimum: 0 }, 0), ": > 0");
  assert.equal(bad({ type: "string", pattern: "^[^\\x00]*\\Z" }, "a"), undefined);
  assert.equal(bad({ type: "string", pattern: "^[a-z]+\\Z" }, "A"), ": ^[a-z]+\\Z");
  assert.equal(bad({ type: "string", pattern: "(?P<no>x)" }, "A"), undefined, "the server knows");
  assert.equal(bad({ type: "string", maxLength: 2 }, "😀😀"), undefined, "characters, not units");
  const pet: Schema = { anyOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }] };
  assert.equal(bad(pet, { type: "dog", legs: 4 }), undefined);
  assert.match(bad(pet, { type: "dog", legs: "four" }) ?? "", /^(legs|type): /);
});

test("an example has the shape that is asked for", () => {
  assert.deepEqual(example(place, components), { street: "" });
  assert.equal(fault(place, example(place, components), components), undefined);
  assert.deepEqual(example({ type: "array", items: place }, components), [{ street: "" }]);
});

test("a form is read: left out, empty, wrong", () => {
  const params = [
    param("path", { type: "string", maxLength: 4096 }, true),
    param("text", maybe({ type: "string" })),
    param("limit", { type: "integer", minimum: 1, default: 5 }),
    param("on", { type: "boolean" }, true),
    param("maybe", maybe({ type: "boolean" })),
    param("kind", { enum: ["a", 1] }),
    param("tags", { type: "array", items: { type: "string" } }),
    param("sizes", { type: "array", items: { type: "number" } }),
    param("place", maybe(place)),
    param("count", { type: "integer" }, true),
    param("wait", { type: "number" }),
  ];
  const none = read(params, {}, components);
  assert.deepEqual(none.params, { path: "", on: false });
  assert.deepEqual(none.wrong, { count: { missing: true } });
  const all = {
    path: "a",
    text: "",
    limit: "7",
    on: true,
    maybe: false,
    kind: "1",
    tags: ["x", ""],
    sizes: ["1", "2.5"],
    place: '{"street":"b"}',
    count: "3",
    wait: "9",
  };
  const { params: sent, wrong } = read(params, all, components);
  assert.deepEqual(wrong, {});
  assert.deepEqual(sent, {
    path: "a",
    text: "",
    limit: 7,
    on: true,
    maybe: false,
    kind: 1,
    tags: ["x", ""],
    sizes: [1, 2.5],
    place: { street: "b" },
    count: 3,
  });
  const bad = read(params, { path: "a", limit: "0", sizes: ["x"], place: "{", count: "many" }, components).wrong;
  assert.deepEqual(Object.keys(bad).sort(), ["count", "limit", "place", "sizes"]);
  assert.ok("json" in (bad["place"] ?? {}));
});

test("what is shown once is taken out of a result", () => {
  const result: Schema = { type: "object", properties: { key: { type: "string", "x-secret": true }, token: place } };
  const paths = secrets(result, components);
  assert.deepEqual(paths, [["key"]]);
  assert.deepEqual(without({ key: "k", token: 1 }, paths), { rest: { key: "•••", token: 1 }, taken: ["k"] });
  assert.deepEqual(without("all of it", secrets({ type: "string", "x-secret": true }, components)), {
    rest: "•••",
    taken: ["all of it"],
  });
  assert.deepEqual(without({ plain: 1 }, []), { rest: { plain: 1 }, taken: [] });
});

test("a list of objects is a table", () => {
  assert.deepEqual(columns([{ a: 1 }, { b: 2, a: 3 }]), ["a", "b"]);
  for (const each of [[], [1], [{ a: 1 }, null], [[1]], { a: 1 }, "text", null]) assert.equal(columns(each), undefined);
});

test("letters fit in order, words and beginnings first", () => {
  assert.deepEqual(fit("", "anything"), { score: 0, at: [] });
  assert.equal(fit("xyz", "anything"), undefined);
  assert.deepEqual(fit("gtf", "Go to file")?.at, [0, 3, 6]);
  assert.deepEqual(fit("file go", "Go to file")?.at, [0, 1, 6, 7, 8, 9]);
  const best = (query: string, ...texts: string[]) =>
    ranked(
      texts.map((title) => ({ id: title, title })),
      query,
      [],
      "",
    )[0]?.item.title;
  assert.equal(best("move", "remove", "files.move", "Make over everything"), "files.move");
  assert.equal(best("fm", "perform", "files.move"), "files.move");
  assert.deepEqual(pieces("Go to file", [0, 3, 4]), ["", "G", "o ", "to", " file"]);
});

test("what was picked lately comes first, and counts", () => {
  const items = ["a", "b", "c"].map((id) => ({ id, title: `same ${id}`, note: `note ${id}` }));
  assert.deepEqual(
    ranked(items, "", ["c"], "lately").map((each) => each.item.id),
    ["c", "a", "b"],
  );
  assert.deepEqual(
    ranked(items, "same", ["b"], "").map((each) => each.item.id),
    ["b", "a", "c"],
  );
  assert.deepEqual(
    ranked(items, "note c", [], "").map((each) => each.item.id),
    ["c"],
  );
});
