// Previews of files and of what programs serve, beside the editor.

import { effect } from "@preact/signals";
import { Eye, Plug, RadioTower } from "lucide-preact";
import { register } from "../commands/registry.ts";
import { activePath } from "../editor/index.tsx";
import { targets } from "../files/selection.ts";
import { rested } from "../look/idle.ts";
import { later } from "../look/later.tsx";
import { fail } from "../notices/notices.ts";
import { may } from "../server.ts";
import { activeTab, showPanel } from "../shell/layout.ts";
import { addPanelTab, addTabAct, addTabKind, ready } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { Act } from "./Act.tsx";
import { isShown } from "./kinds.ts";
import { inNewTab, openPreview, portAddress, previewAddress } from "./opening.ts";

export { openPort, openPreview } from "./opening.ts";

const text = words.preview;

/** Adds the tabs, the panel and the commands. */
export function start(): void {
  addTabKind("preview", { View: later(async () => (await import("./Preview.tsx")).Preview), icon: () => Eye });
  addTabKind("port", { View: later(async () => (await import("./Program.tsx")).Program), icon: () => RadioTower });
  addTabAct("file", Act);
  addPanelTab({
    id: "ports",
    title: text.ports,
    icon: Plug,
    View: later(async () => (await import("./Ports.tsx")).Ports),
    order: 9,
  });
  register(
    {
      id: "preview.show",
      title: text.open,
      key: "Mod+Shift+V",
      place: "editor",
      when: () => isShown(activePath.value) && may("files:read"),
      run: () => openPreview(),
    },
    {
      id: "preview.showSelected",
      title: text.openFile,
      hidden: true,
      when: () => targets().length === 1 && isShown(targets()[0]!.path) && may("files:read"),
      run: () => openPreview(targets()[0]?.path),
    },
    { id: "preview.ports", title: text.showPorts, run: () => showPanel(true, "ports") },
    { id: "preview.newTab", title: text.newTab, when: () => there() !== undefined, run: newTab },
  );
  const end = effect(() => {
    if (!ready.value) return;
    queueMicrotask(() => end());
    rested()
      .then(async () => (await import("./ports.ts")).watch())
      .catch(() => {});
  });
}

/** What of the active tab a tab of the browser can show. */
function there(): (() => Promise<string>) | undefined {
  const tab = activeTab.value;
  if (tab?.kind === "port") return () => portAddress(Number(tab.key));
  const path = tab?.kind === "preview" ? tab.key : activePath.value;
  return path && isShown(path) ? () => previewAddress(path, false) : undefined;
}

async function newTab(): Promise<void> {
  const address = there();
  if (address) await address().then(inNewTab, fail);
}
