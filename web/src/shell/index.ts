// The frame around all features.

import { effect } from "@preact/signals";
import { type Theme, theme } from "../look/theme.ts";
import { tie } from "../preferences.ts";
import { workspace } from "../server.ts";
import { addCommands } from "./commands.ts";
import { noticeFiles } from "./drag.tsx";
import { staySeen } from "./glass.ts";
import { activeTab } from "./layout.ts";
import { tabKinds } from "./views.ts";
import { nameOf } from "./workspaces.ts";

const NAME = "icotes";

/** Adds the frame's commands and keeps the window's title. */
export function start(): void {
  addCommands();
  noticeFiles();
  staySeen();
  tie(
    theme,
    "appearance.theme",
    (value) => (value === "system" ? "" : (value as Theme)),
    (value) => value || "system",
  );
  effect(() => {
    const tab = activeTab.value;
    const dirty = tab && tabKinds.get(tab.kind)?.isDirty?.(tab);
    document.title = [tab && (dirty ? `● ${tab.title}` : tab.title), nameOf(workspace.value), NAME]
      .filter(Boolean)
      .join(" – ");
  });
}
