// Starts the page: the frame, who is here, the connection, the features.

import { effect } from "@preact/signals";
import { render } from "preact";
import * as activity from "./activity/index.ts";
import * as clipboard from "./clipboard/index.ts";
import * as commands from "./commands/index.ts";
import { listenToKeys } from "./commands/keys.ts";
import * as editor from "./editor/index.tsx";
import { follow } from "./events.ts";
import * as files from "./files/index.ts";
import * as git from "./git/index.ts";
import * as languages from "./languages/index.ts";
import * as layouts from "./layouts/index.ts";
import * as live from "./live/index.ts";
import * as notebook from "./notebook/index.ts";
import * as notes from "./notes/index.ts";
import * as preferences from "./preferences/index.ts";
import { followPreferences } from "./preferences.ts";
import * as preview from "./preview/index.ts";
import * as runs from "./run/index.ts";
import * as search from "./search/index.ts";
import { connect, here, link, refusal, server, watch, workspace } from "./server.ts";
import { arrive, forget, key } from "./session.ts";
import { App } from "./shell/App.tsx";
import { door } from "./shell/Door.tsx";
import * as shell from "./shell/index.ts";
import { lastWorkspace, ownWorkspace, restore } from "./shell/layout.ts";
import { ready } from "./shell/views.ts";
import { asked, followWorkspaces, lookForWorkspaces } from "./shell/workspaces.ts";
import * as terminals from "./terminals/index.ts";
import * as timeline from "./timeline/index.ts";
import * as trees from "./trees/index.ts";
import { words } from "./words/index.ts";
import "./look/tokens.css";
import "./look/base.css";
import "./look/theme.ts";

const FEATURES = [
  shell,
  commands,
  files,
  search,
  timeline,
  git,
  editor,
  languages,
  terminals,
  clipboard,
  activity,
  live,
  notebook,
  notes,
  trees,
  layouts,
  preferences,
  preview,
  runs,
];

async function begin(): Promise<void> {
  const why = await arrive();
  if (key()) await enter();
  else shut(why);
}

/** Connects with the key that is there, and shows the workspace. */
async function enter(): Promise<void> {
  try {
    await connect(key(), asked() || undefined, ownWorkspace);
  } catch (error) {
    if (link.value === "refused") forget();
    else if (asked()) return elsewhere();
    return shut((error as Error).message);
  }
  if (!workspace.value) return shut(words.shell.noWorkspace);
  restore(here.value);
  door.value = undefined;
  ready.value = true;
  watch();
  void follow();
  followPreferences();
  void lookForWorkspaces();
  void followWorkspaces();
}

/** The workspace in the address is none that this key opens: another one is shown. */
async function elsewhere(): Promise<void> {
  history.replaceState(null, "", location.pathname);
  await enter();
}

function shut(why: string): void {
  door.value = { why, was: false, enter };
}

/** A key that opens nothing any more shuts the door; what is behind it stays as it is until another one opens it. */
effect(() => {
  if (!ready.value) return;
  if (link.value === "refused") door.value = { why: refusal.value, was: true, enter: async () => server.use(key()) };
  else if (link.value === "live") door.value = undefined;
});

/** A new launch token lets somebody in again whose key opens nothing any more; else, and for another workspace, it begins anew. */
async function moved(): Promise<void> {
  const launch = location.hash.startsWith("#launch=");
  if (!launch && (!asked() || asked() === here.value)) return;
  if (!launch || link.value !== "refused" || !ready.value) return location.reload();
  refusal.value = await arrive();
  if (!refusal.value) server.use(key());
}

for (const each of FEATURES) each.start();
listenToKeys();
addEventListener("hashchange", () => void moved());
restore(asked() || lastWorkspace());
render(<App />, document.getElementById("app") as HTMLElement);
void begin();
