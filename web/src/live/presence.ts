// Who else is in this workspace, on what file, with which cursor; and what the others see of this page.

import { computed, effect, signal, untracked } from "@preact/signals";
import type { Present } from "../rpc.gen.ts";
import { here, link, may, server, welcome } from "../server.ts";
import { ready } from "../shell/views.ts";
import { words } from "../words/index.ts";

export type { Present } from "../rpc.gen.ts";

/** What the others see of this page. */
type Spot = Pick<Present, "path" | "anchor" | "head">;

const PACE = 50;
const IDLE = 60_000;
/** Who does something without moving a cursor says so now and then. */
const AGAIN = 20_000;
const COLOURS = 12;

const all = signal<ReadonlyMap<string, Present>>(new Map());

/** The others, longest here first. */
export const people = computed((): readonly Present[] =>
  [...all.value.values()]
    .filter((each) => each.connection !== welcome.value?.connection && link.value === "live")
    .sort((a, b) => a.since - b.since),
);

/** The colour of somebody by name, of those who are not here any more too. */
export function colourOf(user: string): number {
  for (const each of all.peek().values()) if (each.user === user) return each.colour;
  let sum = 0;
  for (let at = 0; at < user.length; at++) sum = (sum + user.charCodeAt(at)) % COLOURS;
  return sum;
}

/** The others who look at a path, or at something in a folder. */
export const peopleAt = (path: string, within = false): readonly Present[] =>
  people.value.filter((each) => (within ? each.path.startsWith(`${path}/`) : each.path === path));

/** By what name this page's edits are known. */
export const myName = (): string => all.value.get(welcome.value?.connection ?? "")?.user ?? welcome.value?.caller ?? "";

/** How somebody is called here: one's own other windows are not somebody else, one's own scripts have a name of their own. */
export function nameOf(user: string): string {
  const me = myName();
  if (user === me) return words.live.you;
  return user.startsWith(`${me}/`) ? user.slice(me.length + 1) : user;
}

/** The first letters of a name. */
export function initialsOf(user: string): string {
  const parts = user
    .slice(user.lastIndexOf("/") + 1)
    .split(/[\s._@-]+/)
    .filter(Boolean);
  const first = [...(parts[0] ?? "?")][0] ?? "?";
  const second = parts.length > 1 ? ([...(parts.at(-1) ?? "")][0] ?? "") : "";
  return (first + second).toUpperCase();
}

const spot = signal<Spot>({ path: "", anchor: "", head: "" });
const state = signal<Present["state"]>("active");
let timer: ReturnType<typeof setTimeout> | undefined;
let said = 0;

/** Says where this page is: the file and, in a text, the selection. */
export function lookAt(next: Spot): void {
  const now = spot.peek();
  if (now.path === next.path && now.anchor === next.anchor && now.head === next.head) return;
  spot.value = next;
}

/** Says it to the server, soon: of many moves in a short time the last. */
function tell(): void {
  if (timer !== undefined) return;
  timer = setTimeout(
    () => {
      timer = undefined;
      said = Date.now();
      if (link.peek() !== "live") return;
      server.documents.present({ workspace: here.peek(), ...spot.peek(), attention: state.peek() }).catch(() => {});
    },
    Math.max(0, said + PACE - Date.now()),
  );
}

async function listen(): Promise<void> {
  for await (const { value } of server.documents.presence({ workspace: here.value })) {
    const next = new Map(all.value);
    if (value.type === "snapshot") {
      next.clear();
      for (const each of value.state) next.set(each.connection, each);
    } else if (value.type === "present") next.set(value.connection, value);
    else if (value.type === "left") next.delete(value.connection);
    else continue;
    all.value = next;
  }
}

/** Begins to say where this page is, and to listen where the others are. */
export function start(): void {
  let quiet: ReturnType<typeof setTimeout> | undefined;
  const awake = () => {
    clearTimeout(quiet);
    state.value = document.hidden ? "away" : "active";
    quiet = setTimeout(() => document.hidden || (state.value = "idle"), IDLE);
    if (Date.now() - said > AGAIN && !document.hidden) tell();
  };
  for (const name of ["pointermove", "pointerdown", "keydown", "wheel"])
    addEventListener(name, awake, { passive: true, capture: true });
  document.addEventListener("visibilitychange", awake);
  const begin = () => {
    awake();
    void listen().catch(() => {});
    effect(() => {
      void [spot.value, state.value, welcome.value?.connection];
      if (link.value === "live") untracked(tell);
    });
  };
  const end = effect(() => {
    if (!ready.value || !may("documents:read")) return;
    queueMicrotask(() => end());
    untracked(begin);
  });
}
