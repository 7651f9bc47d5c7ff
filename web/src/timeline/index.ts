// The timeline: everything that changed in this workspace, by anybody, and the way back to any point.

import { History } from "lucide-preact";
import { register } from "../commands/registry.ts";
import { activePath } from "../editor/index.tsx";
import { later } from "../look/later.tsx";
import { may } from "../server.ts";
import { showSide } from "../shell/layout.ts";
import { addSideView, addTabKind } from "../shell/views.ts";
import { words } from "../words/index.ts";

const view = () => import("./Timeline.tsx");
const acting = () => import("./acting.tsx");
const versions = () => import("./versions.ts");

/** Shows it once it is loaded, so that the keyboard finds it. */
async function show(): Promise<void> {
  await view();
  showSide("timeline");
}

/** Adds the timeline to the frame. */
export function start(): void {
  addSideView({
    id: "timeline",
    title: words.timeline.title,
    icon: History,
    View: later(async () => (await view()).Timeline),
    command: "timeline.show",
  });
  addTabKind("history", {
    View: later(async () => (await import("./History.tsx")).default),
    closed: (tab) => void versions().then(({ forget }) => forget(tab.key)),
    icon: () => History,
  });
  register(
    { id: "timeline.show", title: words.timeline.show, key: "Mod+Shift+Y", run: show },
    {
      id: "timeline.file",
      title: words.timeline.showFile,
      when: () => activePath.value !== "" && may("files:read"),
      run: async () => (await acting()).showHistory(activePath.peek()),
    },
    {
      id: "timeline.checkpoint",
      title: words.timeline.checkpoint,
      when: () => may("workspaces:write"),
      run: async () => (await acting()).makeCheckpoint(),
    },
  );
}
