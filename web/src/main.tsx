// Starts the page: who is here, the connection, the features, the frame.

import { render } from "preact";
import { listenToKeys } from "./commands/keys.ts";
import { follow } from "./events.ts";
import { connect, here, link, refusal, server, watch, workspace } from "./server.ts";
import { arrive, forget, key } from "./session.ts";
import { App } from "./shell/App.tsx";
import { Door } from "./shell/Door.tsx";
import { restore } from "./shell/layout.ts";
import "./look/tokens.css";
import "./look/base.css";
import "./look/theme.ts";

const place = document.getElementById("app") as HTMLElement;

async function begin(): Promise<void> {
  const why = await arrive();
  if (!key()) return showDoor(why);
  try {
    await connect(key());
  } catch (error) {
    if (link.value === "refused") forget();
    return showDoor((error as Error).message);
  }
  restore(here.value);
  render(<Page />, place);
  watch();
  void follow();
}

/** The frame, and before it the door while the key opens nothing any more: what is not saved stays behind it. */
function Page() {
  const out = link.value === "refused";
  return (
    <>
      <div class="page" inert={out}>
        <App />
      </div>
      {out && <Door why={refusal.value} entered={() => server.use(key())} />}
    </>
  );
}

function showDoor(why: string): void {
  render(<Door why={why} entered={() => void begin()} />, place);
}

/** A new launch token lets somebody in again whose key opens nothing any more; else it begins anew. */
async function launched(): Promise<void> {
  if (!location.hash.startsWith("#launch=")) return;
  if (link.value !== "refused" || !workspace.value) return location.reload();
  refusal.value = await arrive();
  if (!refusal.value) server.use(key());
}

listenToKeys();
addEventListener("hashchange", () => void launched());
void begin();
