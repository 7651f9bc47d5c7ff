// Activity: what happens, what is under way, who is connected, how the server is.

import { Activity as Icon } from "lucide-preact";
import { register } from "../commands/registry.ts";
import { link, server } from "../server.ts";
import { addSideView, addStatus } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { Activity } from "./Activity.tsx";
import { ill, watch } from "./health.ts";
import { type Part, showPart } from "./parts.ts";
import { Pulse } from "./Status.tsx";
import { tell } from "./shown.ts";

export { begin as beginTask, type Progress } from "./tasks.ts";

/** Adds the view, its commands and its parts of the status bar. */
export function start(): void {
  addSideView({ id: "activity", title: words.activity.title, icon: Icon, View: Activity, badge: ill });
  addStatus("right", Pulse);
  const show = (id: string, title: string, which: Part) => ({ id, title, run: () => showPart(which) });
  register(
    show("activity.events", words.activity.showEvents, "events"),
    show("activity.tasks", words.activity.showTasks, "tasks"),
    show("activity.clients", words.activity.showClients, "clients"),
    show("activity.health", words.activity.showHealth, "health"),
    { id: "activity.retry", title: words.activity.retry, when: () => link.value === "lost", run: () => server.retry() },
  );
  watch();
  tell();
}
