// The server's method table, asked for when it is first needed and again after another connection.

import { effect, signal } from "@preact/signals";
import { fail } from "../notices/notices.ts";
import { ConnectionLost } from "../rpc.ts";
import { link, server, welcome } from "../server.ts";
import type { Components, Param, Schema } from "./schema.ts";

/** A method of the server. */
export interface Method {
  name: string;
  summary: string;
  text: string;
  params: readonly Param[];
  result: Schema;
  /** What it fails with, and when. */
  raises: readonly { kind: string; when: string }[];
  /** Whether it changes something. */
  changes: boolean;
  /** Empty if any key may. */
  scope: string;
  streams: boolean;
}

/** All methods that this server has. */
export interface Table {
  methods: readonly Method[];
  components: Components;
}

interface Document {
  methods: readonly {
    name: string;
    summary: string;
    description: string;
    params: readonly { name: string; description: string; required: boolean; schema: Schema }[];
    result: { schema: Schema };
    errors: readonly { message: string }[];
    "x-effect": string;
    "x-scope": string;
    "x-stream": boolean;
  }[];
  components: { schemas: Components };
}

/** What was asked last; nothing before that. */
export const table = signal<Table | undefined>(undefined);
const wanted = signal(false);
let asked = "";

/** Wants the table: it is asked for now, and anew after each other connection. */
export function discover(): void {
  wanted.value = true;
}

effect(() => {
  const connection = welcome.value?.connection ?? "";
  if (!wanted.value || link.value !== "live" || asked === connection) return;
  asked = connection;
  ask().catch((error) => {
    asked = "";
    if (!(error instanceof ConnectionLost)) fail(error);
  });
});

async function ask(): Promise<void> {
  const said = await server.call<Document>("rpc.discover");
  table.value = { methods: said.methods.map(read), components: said.components.schemas };
}

function read(it: Document["methods"][number]): Method {
  return {
    name: it.name,
    summary: it.summary,
    text: it.description,
    params: it.params.map(({ name, required, schema, description }) => ({ name, required, schema, text: description })),
    result: it.result.schema,
    raises: it.errors.map(({ message }) => {
      const [kind = "", ...when] = message.split(": ");
      return { kind, when: when.join(": ") };
    }),
    changes: it["x-effect"] === "command",
    scope: it["x-scope"],
    streams: it["x-stream"],
  };
}
