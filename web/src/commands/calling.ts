// Calls that people make by hand: what they filled in and what came back, as long as the tab is open.

import { type Signal, signal } from "@preact/signals";
import type { Item } from "../rpc.ts";
import { RpcError } from "../rpc.ts";
import { here, server } from "../server.ts";
import type { Method } from "./discover.ts";
import type { Components } from "./schema.ts";
import { type Filled, read, secrets, type Wrong, without } from "./values.ts";

/** What came back. */
export type Reply =
  | { type: "value"; value: unknown; took: number }
  | { type: "items"; items: readonly unknown[]; count: number; state: "running" | "ended" | "stopped" }
  | { type: "error"; kind: string; message: string; field: string; data: Record<string, unknown> };

/** A form and its last call. */
export interface Calling {
  filled: Signal<Record<string, Filled>>;
  wrong: Signal<Record<string, Wrong>>;
  reply: Signal<Reply | undefined>;
  /** What is shown once; gone when it is looked away from. */
  secrets: Signal<readonly string[]>;
  running: Signal<AbortController | undefined>;
}

/** Items of a stream that are kept. */
export const KEPT = 1000;

const callings = new Map<string, Calling>();

/** The form of a method. */
export function callingOf(name: string): Calling {
  const there = callings.get(name);
  if (there) return there;
  const made: Calling = {
    filled: signal({}),
    wrong: signal({}),
    reply: signal(undefined),
    secrets: signal([]),
    running: signal(undefined),
  };
  callings.set(name, made);
  return made;
}

/** Ends a call and drops its form. */
export function forget(name: string): void {
  callings.get(name)?.running.value?.abort();
  callings.delete(name);
}

/** Calls a method with what its form holds; what is wrong with that is marked instead. */
export async function call(it: Calling, method: Method, components: Components): Promise<void> {
  const { params, wrong } = read(method.params, it.filled.value, components);
  it.wrong.value = wrong;
  if (Object.keys(wrong).length) return;
  it.running.value?.abort();
  const control = new AbortController();
  it.running.value = control;
  it.secrets.value = [];
  if (method.params.some((each) => each.name === "workspace")) params["workspace"] ??= here.value;
  try {
    if (method.streams) await stream(it, method, params, control.signal);
    else await single(it, method, params, components, control.signal);
  } catch (error) {
    if (!control.signal.aborted) it.reply.value = failed(error);
  }
  if (it.running.value === control) it.running.value = undefined;
}

/** Ends what runs. */
export function stop(it: Calling): void {
  it.running.value?.abort();
  it.running.value = undefined;
  if (it.reply.value?.type === "items") it.reply.value = { ...it.reply.value, state: "stopped" };
}

async function single(it: Calling, method: Method, params: object, components: Components, signal: AbortSignal) {
  const begun = performance.now();
  it.reply.value = undefined;
  const value = await server.call(method.name, params, signal);
  const { rest, taken } = without(value, secrets(method.result, components));
  it.secrets.value = taken;
  it.reply.value = { type: "value", value: rest, took: performance.now() - begun };
}

/** Appends what comes; what came within one frame is drawn at once. */
async function stream(it: Calling, method: Method, params: object, signal: AbortSignal): Promise<void> {
  const resumable = method.params.some((each) => each.name === "since");
  const source = resumable ? server.follow(method.name, params) : server.stream(method.name, params);
  signal.addEventListener("abort", () => void source.return?.());
  let items: unknown[] = [];
  let count = 0;
  let drawn = 0;
  const draw = (state: "running" | "ended") => {
    if (signal.aborted) return;
    drawn = 0;
    items = items.slice(-KEPT);
    it.reply.value = { type: "items", items, count, state };
  };
  draw("running");
  for await (const each of source) {
    if (signal.aborted) return;
    items.push(shown(resumable ? (each as Item<unknown>).value : each));
    count++;
    if (items.length > 2 * KEPT) items = items.slice(-KEPT);
    drawn ||= requestAnimationFrame(() => draw("running"));
  }
  cancelAnimationFrame(drawn);
  draw("ended");
}

const shown = (item: unknown): unknown => (item instanceof Uint8Array ? new TextDecoder().decode(item) : item);

function failed(error: unknown): Reply {
  if (!(error instanceof RpcError)) return { type: "error", kind: "", message: String(error), field: "", data: {} };
  const { kind: _, field, ...data } = error.data;
  return { type: "error", kind: error.kind, message: error.message, field: String(field ?? ""), data };
}
