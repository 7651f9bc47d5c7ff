// What takes long, told of by whoever does it: uploads today, background tasks of the server later.

import { signal } from "@preact/signals";

/** Something under way, or that ended lately. */
export interface Task {
  id: number;
  title: string;
  /** What it is at, e.g. `3 of 12 files`. */
  detail: string;
  /** How much is done, 0 to 1; `undefined` while nobody knows. */
  share: number | undefined;
  state: "running" | "done" | "failed";
  /** Milliseconds since the epoch. */
  began: number;
  ended: number;
  cancel?: () => void;
}

/** By this whoever does the work says how far it is. */
export interface Progress {
  told(share: number | undefined, detail?: string): void;
  /** It is over; with an error it failed. */
  end(error?: unknown): void;
}

/** Ended tasks that are remembered. */
const REMEMBERED = 20;

/** Oldest first. */
export const tasks = signal<readonly Task[]>([]);
let last = 0;

/** Says that something begins that takes a while; with `cancel` a person can stop it. */
export function begin(title: string, cancel?: () => void): Progress {
  const id = ++last;
  const task: Task = { id, title, detail: "", share: undefined, state: "running", began: Date.now(), ended: 0 };
  tasks.value = [...tasks.value, cancel ? { ...task, cancel } : task];
  const change = (how: Partial<Task>) => {
    tasks.value = tasks.value.map((each) => (each.id === id && each.state === "running" ? { ...each, ...how } : each));
  };
  return {
    told: (share, detail) => change(detail === undefined ? { share } : { share, detail }),
    end: (error) => {
      const failed = error !== undefined && error !== null;
      const detail = error instanceof Error ? error.message : failed ? String(error) : undefined;
      change({ state: failed ? "failed" : "done", ended: Date.now(), ...(detail !== undefined && { detail }) });
      forget();
    },
  };
}

/** Forgets what has ended; without `all` only what is too much. */
export function forget(all = false): void {
  const ended = tasks.value.filter((each) => each.state !== "running");
  const gone = new Set(all ? ended : ended.slice(0, -REMEMBERED));
  if (gone.size) tasks.value = tasks.value.filter((each) => !gone.has(each));
}
