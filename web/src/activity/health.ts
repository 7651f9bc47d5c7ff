// How the server is: looked at now and then, and more often while somebody looks.

import { computed, signal } from "@preact/signals";
import type { Info, ServerHealth, ServerStatistics } from "../rpc.gen.ts";
import { link, may, server } from "../server.ts";

const QUIET = 60_000;
const LOOKED_AT = 5_000;

export const health = signal<ServerHealth | undefined>(undefined);
export const figures = signal<{ info: Info; stats: ServerStatistics } | undefined>(undefined);
export const trouble = signal("");

/** How many parts need a person. */
export const ill = computed(() => health.value?.parts.filter((each) => each.state !== "ok").length ?? 0);

let watched = 0;

/** Looks at the server's health for as long as the page lives. */
export function watch(): void {
  let last = 0;
  setInterval(() => {
    if (document.hidden || link.value !== "live" || !may("system:read")) return;
    if (Date.now() - last < (watched ? LOOKED_AT : QUIET)) return;
    last = Date.now();
    void ask();
  }, 1000);
}

/** Somebody looks at it; returns what ends that. */
export function begin(): () => void {
  watched++;
  if (may("system:read")) void ask();
  return () => watched--;
}

async function ask(): Promise<void> {
  try {
    health.value = await server.system.health();
    if (!watched) return;
    const [info, stats] = await Promise.all([server.system.info(), server.system.stats()]);
    figures.value = { info, stats };
    trouble.value = "";
  } catch (error) {
    trouble.value = (error as Error).message;
  }
}
