// Which terminals stand side by side is the same for everybody in the workspace; who changes it last decides.

import { effect, signal, untracked } from "@preact/signals";
import { listen } from "../events.ts";
import { here, link, may, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { type Arrangement, arranged, nothing, revived } from "./groups.ts";
import { arrangement, known, terminals } from "./state.ts";

const PANEL = "terminals";
const SETTLED = 300;

let shared: Arrangement = nothing;
const asked = signal(false);

const ids = (): string[] => terminals.value.map((each) => each.id);
const place = ({ groups, shares }: Arrangement): string => JSON.stringify({ groups, shares });

/** Takes over what somebody else arranged; which terminal has the keys stays with this page. */
function take(data: object): void {
  shared = revived(JSON.stringify({ active: "", ...data }));
  if (known.peek() === "ready")
    arrangement.value = arranged({ ...shared, active: arrangement.peek().active }, untracked(ids));
}

async function ask(): Promise<void> {
  const found = (await server.workspaces.panels({ workspace: here.peek() })).panels.find((each) => each.id === PANEL);
  asked.value = true;
  if (found) take(found.data);
}

async function send(): Promise<void> {
  const { groups, shares } = arrangement.peek();
  const data = { groups, shares };
  await server.workspaces.set_panel({
    workspace: here.peek(),
    panel: PANEL,
    title: words.terminals.list,
    place: "below",
    data,
    ...once(),
  });
  shared = { ...arrangement.peek(), ...data };
}

/** Begins, once the terminals are known; without the right to change it this page's own arrangement is its own. */
export function shareArrangement(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  listen(
    "workspaces.panel_changed",
    ({ data }) => {
      const told = data as { panel: string; fields: { data?: object } };
      if (told.panel === PANEL && told.fields.data) take(told.fields.data);
    },
    () => void ask().catch(() => {}),
  );
  effect(() => {
    if (!asked.peek() && known.value === "ready" && link.value === "live" && may("workspaces:read"))
      untracked(() => void ask().catch(() => {}));
  });
  effect(() => {
    const own = arrangement.value;
    const wanted = arranged({ ...shared, active: own.active }, ids());
    clearTimeout(timer);
    if (asked.value && known.value === "ready" && place(own) !== place(wanted) && may("workspaces:write"))
      timer = setTimeout(() => void send().catch(() => {}), SETTLED);
  });
}
