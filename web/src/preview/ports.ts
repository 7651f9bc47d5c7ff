// The ports on which programs of the workspace listen, as the server has them.

import { signal } from "@preact/signals";
import { listen } from "../events.ts";
import { RpcError } from "../link.ts";
import { say } from "../notices/notices.ts";
import type { Port } from "../rpc.gen.ts";
import { here, may, server } from "../server.ts";
import { words } from "../words/index.ts";
import { openPort } from "./opening.ts";

/** Lowest first; nothing until the server has answered. */
export const ports = signal<readonly Port[] | undefined>(undefined);
/** Why there is nothing to show. */
export const failure = signal<{ denied: boolean; text: string } | undefined>(undefined);

/** Asks for the ports. */
export async function look(): Promise<void> {
  try {
    ports.value = await server.preview.ports({ workspace: here.peek() });
    failure.value = undefined;
  } catch (error) {
    failure.value = { denied: error instanceof RpcError && error.kind === "Denied", text: (error as Error).message };
  }
}

/** Keeps them as they are on the server from now on, and tells of a program that begins to listen. */
export function watch(): void {
  if (!may("preview:read")) {
    failure.value = { denied: true, text: "" };
    return;
  }
  listen(
    "preview.port_",
    ({ kind, data }) => {
      const { port } = data as { port: Port | number };
      const number = typeof port === "number" ? port : port.port;
      const others = (ports.peek() ?? []).filter((each) => each.port !== number);
      if (kind === "preview.port_closed") ports.value = others;
      if (kind !== "preview.port_opened" || typeof port === "number") return;
      const known = ports.peek()?.some((each) => each.port === number);
      ports.value = [...others, port].sort((a, b) => a.port - b.port);
      if (!known) tell(port);
    },
    () => void look(),
  );
  void look();
}

function tell(port: Port): void {
  if (!may("preview:write")) return;
  const action = { title: words.preview.openIt, run: () => openPort(port.port) };
  say(words.preview.opened(port.program, port.port), { action });
}
