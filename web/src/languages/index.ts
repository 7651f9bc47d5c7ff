// Language servers in the browser: what they say in the editor, what is wrong, and what they can do about it.

import { effect } from "@preact/signals";
import { CircleAlert } from "lucide-preact";
import { type Command, register } from "../commands/registry.ts";
import { additions } from "../editor/state.ts";
import { rested } from "../look/idle.ts";
import { later } from "../look/later.tsx";
import { showPanel } from "../shell/layout.ts";
import { addPanelTab, addStatus, ready } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { Count, Server } from "./Status.tsx";
import { isServed, lookAt, mayAsk, watch, wrong } from "./store.ts";

const text = words.languages;
const acting = () => import("./acting.tsx");

/** Adds what language servers give to the page. */
export function start(): void {
  addPanelTab({
    id: "problems",
    title: text.problems,
    icon: CircleAlert,
    View: later(async () => (await import("./Problems.tsx")).Problems),
    badge: wrong,
    order: 2,
  });
  addStatus("left", Count);
  addStatus("right", Server);
  addCommands();
  additions.push(extend);
  const end = effect(() => {
    if (!ready.value) return;
    queueMicrotask(() => end());
    watch();
  });
}

/** Adds to the editor of a text what its language servers give, once they are known. */
const extend: (typeof additions)[number] = async (it) => {
  if (!("live" in it) || !mayAsk()) return [];
  watch();
  await rested();
  await served(() => it.path.peek());
  void lookAt(it.path.peek());
  return (await import("./extension.ts")).extension(it);
};

/** Returns once a path is one of an installed server. */
const served = (path: () => string): Promise<void> =>
  new Promise((resolve) => {
    const end = effect(() => {
      if (!isServed(path())) return;
      queueMicrotask(() => end());
      resolve();
    });
  });

function addCommands(): void {
  const make = (id: string, title: string, key: string, run: () => Promise<void>): Command => ({
    id: `languages.${id}`,
    title,
    ...(key && { key }),
    place: "editor",
    when: mayAsk,
    run,
  });
  register(
    {
      id: "languages.problems",
      title: text.show,
      key: "Mod+Shift+M",
      inTerminal: true,
      run: () => showPanel(true, "problems"),
    },
    make("definition", text.definition, "F12", async () => (await acting()).goToDefinition()),
    make("references", text.references, "Shift+F12", async () => (await acting()).goToReferences()),
    make("rename", text.rename, "F2", async () => (await acting()).rename()),
    make("format", text.format, "Alt+Shift+F", async () => (await acting()).format()),
    make("fix", text.fix, "Mod+.", async () => (await acting()).quickFix()),
    make("next", text.next, "F8", async () => (await acting()).step(1)),
    make("previous", text.previous, "Shift+F8", async () => (await acting()).step(-1)),
    make("restart", text.restartAll, "", async () => (await acting()).restart()),
  );
}
