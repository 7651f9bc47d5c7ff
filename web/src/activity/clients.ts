// Who is connected, how busy each is, and what their pages show.

import { signal } from "@preact/signals";
import type { Connection } from "../rpc.gen.ts";
import { link, may, server } from "../server.ts";
import { words } from "../words/index.ts";

const PAGE = 1000;
const AGAIN = 5_000;
const SOON = 150;

export interface ClientHere extends Connection {
  name: string;
  /** The path that its page looks at, as far as it says so. */
  shows: string;
}

export const clients = signal<readonly ClientHere[] | undefined>(undefined);
export const more = signal(false);
export const trouble = signal("");

/** Begins to ask, at once when somebody comes or goes; returns what ends it. */
export function begin(): () => void {
  if (!may("system:read")) return () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const again = async () => {
    clearTimeout(timer);
    if (link.value === "live") await ask();
    if (!over) timer = setTimeout(again, AGAIN);
  };
  const comings = server.system.events({ kinds: ["connections.*"] });
  const listen = async () => {
    for await (const { value } of comings) {
      if (value.type !== "event") continue;
      clearTimeout(timer);
      timer = setTimeout(again, SOON);
    }
  };
  void listen().catch(() => {});
  void again();
  return () => {
    over = true;
    clearTimeout(timer);
    void comings.return?.();
  };
}

async function ask(): Promise<void> {
  try {
    const [page, sessions] = await Promise.all([server.system.connections({ limit: PAGE }), server.system.sessions()]);
    const shown = new Map(sessions.map((each) => [each.token.id, looksAt(each.data)]));
    const named = page.items.map((each) => ({
      ...each,
      name: nameOf(each),
      shows: each.kind === "websocket" ? (shown.get(each.session) ?? "") : "",
    }));
    clients.value = named.sort((a, b) => b.active - a.active);
    more.value = page.next !== null;
    trouble.value = "";
  } catch (error) {
    trouble.value = (error as Error).message;
  }
}

function looksAt(data: Record<string, unknown>): string {
  const shows = data["shows"] as { file?: unknown } | undefined;
  return typeof shows?.file === "string" ? shows.file : "";
}

const BROWSERS: readonly [RegExp, string][] = [
  [/Firefox\//, "Firefox"],
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Chrome\/|Chromium\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** What a person would call a client, from what it calls itself. */
export function nameOf({ agent, kind }: Pick<Connection, "agent" | "kind">): string {
  const browser = BROWSERS.find(([pattern]) => agent.startsWith("Mozilla/") && pattern.test(agent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1] ?? "";
  if (browser) return words.activity.browser(browser, system);
  return agent.split(" ")[0] || words.activity.kind[kind];
}
