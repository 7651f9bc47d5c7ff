// What can be done with terminals: from commands, buttons and other features.

import { effect, signal, untracked } from "@preact/signals";
import { ask } from "../look/Dialog.tsx";
import { fail } from "../notices/notices.ts";
import type { Terminal } from "../rpc.gen.ts";
import { here, once, server } from "../server.ts";
import { panel, showPanel } from "../shell/layout.ts";
import { ready } from "../shell/views.ts";
import { words } from "../words/index.ts";
import * as groups from "./groups.ts";
import { drop, load, screens } from "./screens.ts";
import { active, add, arrangement, failure, forget, known, mayType, me, terminal, terminals } from "./state.ts";
import { usual } from "./usual.ts";

/** The terminal whose name is being changed. */
export const renaming = signal("");
/** The terminal in which something is looked for. */
export const finding = signal("");
/** The terminal that gets the keyboard as soon as it is drawn. */
export const wanted = signal("");

let starting = false;

/** Whether the panel shows the terminals. */
const shown = (): boolean => panel.value.open && panel.value.view === "terminals";

export interface Start {
  /** The folder to start in, from the workspace's. */
  cwd?: string;
  command?: string[];
  name?: string;
  /** Puts it beside this terminal. */
  beside?: string;
  /** Puts it where this one stood, which is closed. */
  instead?: string;
}

/** Starts a terminal and goes to it; returns nothing if it did not start, and the panel says why. */
export async function newTerminal(options: Start = {}): Promise<Terminal | undefined> {
  if (!mayType()) return undefined;
  starting = true;
  void load();
  const { beside, instead, ...start } = options;
  if (!shown()) showPanel(true, "terminals");
  try {
    const it = await server.terminals.create({ workspace: here.value, ...start, ...usual.value, ...once() });
    failure.value = "";
    add(it);
    const now = groups.arranged(arrangement.value, [...terminals.value.map((each) => each.id)]);
    if (beside) arrangement.value = groups.beside(now, beside, it.id);
    else if (instead) arrangement.value = groups.replaced(now, instead, it.id);
    else arrangement.value = { ...now, active: it.id };
    if (instead) await remove(instead);
    goTo(it.id);
    return it;
  } catch (error) {
    failure.value = (error as Error).message;
    if (terminals.value.length) fail(error);
    return undefined;
  } finally {
    starting = false;
  }
}

/** Starts a terminal in a folder, or in the folder of a file. */
export async function openInTerminal(path: string): Promise<void> {
  const entry = path ? await server.files.stat({ workspace: here.value, path }) : undefined;
  const folder = !entry || entry.type === "folder" ? path : parent(path);
  await newTerminal({ cwd: folder });
}

export const parent = (path: string): string => path.split("/").slice(0, -1).join("/");

/** Starts one beside the active terminal, in the same folder. */
export async function splitTerminal(): Promise<void> {
  const it = active.value;
  await newTerminal(it ? { beside: it.id, cwd: it.cwd } : {});
}

/** Starts what ended once more, in its place. */
export async function restart(id = arrangement.value.active): Promise<void> {
  const it = terminal(id);
  if (it) await newTerminal({ command: it.command, cwd: it.cwd, name: it.name, instead: id });
}

/** Shows a terminal with those beside it, and goes there. */
export function goTo(id: string): void {
  arrangement.value = { ...arrangement.value, active: id };
  wanted.value = id;
}

/** Closes a terminal; asks first if somebody typed on its program. */
export async function closeTerminal(id = arrangement.value.active): Promise<void> {
  const it = terminal(id);
  if (!it) return;
  if (it.state === "running" && !it.gone && it.writer) {
    const { closeAsk, closeBody, closeYes, no } = words.terminals;
    const answers = [
      { value: "yes", title: closeYes, kind: "bad" as const },
      { value: "", title: no },
    ];
    if (!(await ask(closeAsk(it.name), answers, closeBody))) return;
  }
  await remove(id);
  wanted.value = arrangement.value.active;
}

async function remove(id: string): Promise<void> {
  const gone = terminal(id)?.gone;
  try {
    if (!gone) await server.terminals.close({ workspace: here.value, terminal: id, ...once() });
  } catch (error) {
    if ((error as { kind?: string }).kind !== "TerminalNotFound") throw error;
  }
  forget(id);
  drop(id);
}

/** Gives a terminal another name; an empty one changes nothing. */
export async function rename(id: string, name: string): Promise<void> {
  renaming.value = "";
  const it = terminal(id);
  if (it && name && name !== it.name)
    await server.terminals.rename({ workspace: here.value, terminal: id, name: name.slice(0, 100), ...once() });
}

/** Lets all type who may, or one at a time again. */
export async function share(id = arrangement.value.active): Promise<void> {
  const it = terminal(id);
  if (it) await server.terminals.share({ workspace: here.value, terminal: id, shared: !it.shared, ...once() });
}

/** Whether this page may say who types: whose terminal it is, or who types on it. */
export const mayShare = (it: Terminal | undefined): boolean =>
  !!it && mayType() && it.state === "running" && [it.owner, it.writer].includes(me.value);

/** The screen of the active terminal, if it is drawn. */
export const activeScreen = () => screens.value.get(arrangement.value.active);

/** Goes to the active terminal, a new one if there is none. */
export async function focus(): Promise<void> {
  if (!shown()) showPanel(true, "terminals");
  else if (terminals.value.length) wanted.value = arrangement.value.active;
  else if (mayType()) await newTerminal();
}

/** Who opens the panel goes to a terminal, a first one if there is none; a panel that a reload brings back stays as it is. */
export function watchPanel(): void {
  let before = untracked(shown);
  let asked = false;
  effect(() => {
    const open = shown();
    if (open) void load();
    asked = open && (asked || (!before && ready.peek() && !starting));
    before = open;
    if (!asked || known.value !== "ready") return;
    asked = false;
    void untracked(focus);
  });
}
