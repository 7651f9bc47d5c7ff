// The server's terminals, kept fresh by its events, and how this page arranges them.

import { computed, effect, signal } from "@preact/signals";
import { listen } from "../events.ts";
import type { EventRecord, Terminal } from "../rpc.gen.ts";
import { here, link, may, server, welcome } from "../server.ts";
import { type Arrangement, arranged, groupOf, nothing, revived } from "./groups.ts";

const NAME = "icotes-terminals";

/** A terminal in this page; `gone` says why the server has it no more, while its text can still be read here. */
export interface Shown extends Terminal {
  gone?: { by: string };
}

/** All terminals, oldest first. */
export const terminals = signal<readonly Shown[]>([]);
/** Whether they are known yet. */
export const known = signal<"loading" | "ready" | "failed">("loading");
/** Which stand side by side, and which has the keys. */
export const arrangement = signal<Arrangement>(nothing);
/** What programs say that they do, by terminal: the window title that they set. */
export const titles = signal<ReadonlyMap<string, string>>(new Map());
/** Why the last one did not start; empty once one does. */
export const failure = signal("");
/** By what name this page owns terminals and types: a person wherever they are, a key that acts for itself on its own. */
export const me = computed(() => {
  const { caller = "", key = "" } = welcome.value ?? {};
  return key ? `${caller} (key ${key})` : caller;
});

export const active = computed(() => terminals.value.find((each) => each.id === arrangement.value.active));
/** The terminals that stand side by side now. */
export const visible = computed(() =>
  groupOf(arrangement.value, arrangement.value.active).flatMap(
    (id) => terminals.value.find((each) => each.id === id) ?? [],
  ),
);

/** Terminals whose text this page holds, so that it can be read when the server has them no more. */
export const readable = new Set<string>();
const dismissed = new Set<string>();

export const terminal = (id: string): Shown | undefined => terminals.value.find((each) => each.id === id);
export const mayType = (): boolean => may("terminals:write");

/** Who keeps this page from typing on a terminal; empty if nobody does. */
export function otherOn(it: Terminal): string {
  return it.shared || !it.writer || it.writer === me.value ? "" : it.writer;
}

/** Whether what is typed here would reach the program. */
export function open(it: Shown | undefined): boolean {
  return !!it && it.state === "running" && !it.gone && mayType() && link.value === "live" && !otherOn(it);
}

/** Changes what this page knows of a terminal. */
export function change(id: string, fields: Partial<Shown>): void {
  terminals.value = terminals.value.map((each) => (each.id === id ? { ...each, ...fields } : each));
}

/** Adds a terminal that was just started; its event may have come before. */
export function add(it: Terminal): void {
  if (!terminal(it.id)) terminals.value = [...terminals.value, it];
}

/** Forgets a terminal: it was closed from here. */
export function forget(id: string): void {
  dismissed.add(id);
  terminals.value = terminals.value.filter((each) => each.id !== id);
  titles.value = new Map([...titles.value].filter(([each]) => each !== id));
}

/** Keeps a title that a program set, as plain text of a bounded length. */
export function entitle(id: string, title: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken out
  const text = title.slice(0, 200).replace(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
  if (titles.value.get(id) !== text) titles.value = new Map([...titles.value, [id, text.slice(0, 100)]]);
}

/** Asks the server for its terminals; those that are missing but can be read here stay as gone. */
export async function load(): Promise<void> {
  if (!here.value || !may("terminals:read")) return;
  try {
    const listed = await server.terminals.list({ workspace: here.value });
    const ids = new Set(listed.map((each) => each.id));
    const gone = terminals.value.filter((each) => !ids.has(each.id) && readable.has(each.id));
    terminals.value = [
      ...gone.map((each) => ({ ...each, gone: each.gone ?? { by: "" } })),
      ...listed.filter((each) => !dismissed.has(each.id)),
    ];
    known.value = "ready";
  } catch {
    if (known.value === "loading") known.value = "failed";
  }
}

function take({ kind, data, actor }: EventRecord): void {
  const told = data as { terminal: string | Terminal } & Record<string, never>;
  if (kind === "terminals.created") {
    const it = told.terminal as Terminal;
    if (!dismissed.has(it.id)) add(it);
    return;
  }
  const id = told.terminal as string;
  if (kind === "terminals.exited")
    change(id, { state: "exited", exit: { code: told["code"] ?? null, signal: told["signal"] ?? "" } });
  else if (kind === "terminals.renamed") change(id, { name: told["name"] });
  else if (kind === "terminals.resized") change(id, { rows: told["rows"], cols: told["cols"] });
  else if (kind === "terminals.taken") change(id, { writer: told["writer"] });
  else if (kind === "terminals.shared") change(id, { shared: told["shared"] });
  else if (kind === "terminals.closed") closed(id, actor);
}

function closed(id: string, actor: string): void {
  const it = terminal(id);
  if (!it) return;
  const looked = readable.has(id) && (it.state === "running" || visible.value.includes(it));
  if (looked && actor !== me.value) change(id, { gone: { by: actor === "system" ? "" : actor } });
  else terminals.value = terminals.value.filter((each) => each.id !== id);
}

/** Begins to know the terminals of the workspace that the page shows. */
export function keepKnown(): void {
  let keeping = "";
  listen("terminals.", take, () => void load());
  effect(() => {
    if (!here.value || keeping === here.value) return;
    keeping = here.value;
    const name = `${NAME}:${keeping}`;
    arrangement.value = revived(sessionStorage.getItem(name) ?? localStorage.getItem(name));
    void load();
  });
  effect(() => {
    if (known.value !== "ready") return;
    const ids = terminals.value.map((each) => each.id);
    const next = arranged(arrangement.peek(), ids);
    if (JSON.stringify(next) !== JSON.stringify(arrangement.peek())) arrangement.value = next;
  });
  effect(() => {
    const text = JSON.stringify(arrangement.value);
    if (known.value === "ready")
      for (const store of [sessionStorage, localStorage]) store.setItem(`${NAME}:${keeping}`, text);
  });
}
