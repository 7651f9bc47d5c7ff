// Tells the server what this page shows: it stands in the page's session, where `system.sessions` finds it.

import { effect } from "@preact/signals";
import { here, link, server, welcome } from "../server.ts";
import { activeTab, groups, panel, side } from "../shell/layout.ts";

/** What is shown for less is not told. */
const SETTLED = 1_000;
/** Paths that are told. */
const MOST = 100;

/** What this page shows. */
function shows(): object {
  const files = groups.value.flatMap((group) => group.tabs.filter((each) => each.kind === "file"));
  const active = activeTab.value;
  return {
    workspace: here.value,
    file: active?.kind === "file" ? active.key.slice(0, 400) : "",
    open: [...new Set(files.map((each) => each.key.slice(0, 400)))].slice(0, MOST),
    side: side.value.open ? side.value.view : "",
    panel: panel.value.open,
  };
}

/** Tells it at each change for as long as the page lives; a key that was pasted has no session, and nothing is told. */
export function tell(): void {
  let told = "";
  let session = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = async (data: object, text: string) => {
    if (link.peek() !== "live") return;
    try {
      await server.system.keep_session({ data: { shows: data } });
      told = text;
    } catch (error) {
      if ((error as Error).name === "NotFound") session = false;
    }
  };
  effect(() => {
    const data = shows();
    const text = JSON.stringify([welcome.value?.connection, data]);
    clearTimeout(timer);
    if (session && link.value === "live" && text !== told) timer = setTimeout(() => void send(data, text), SETTLED);
  });
}
