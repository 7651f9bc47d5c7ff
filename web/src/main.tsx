// Starts the page: who is here, the connection, the features, the frame.

import { render } from "preact";
import { listenToKeys } from "./commands/keys.ts";
import { follow } from "./events.ts";
import { connect, here, link, watch } from "./server.ts";
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
    forget();
    return showDoor((error as Error).message);
  }
  restore(here.value);
  render(<App />, place);
  watch();
  void follow().catch(() => link.value === "refused" && showDoor(""));
}

function showDoor(why: string): void {
  render(<Door why={why} entered={() => void begin()} />, place);
}

listenToKeys();
addEventListener("hashchange", () => location.hash.startsWith("#launch=") && location.reload());
void begin();
