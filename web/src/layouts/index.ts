// Layouts: what is open and how it stands, kept by name for everybody; and each person's own, wherever they look at it.

import { LayoutPanelLeft } from "lucide-preact";
import { pick } from "../commands/index.ts";
import { register } from "../commands/registry.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { keepOpen, load } from "./keeping.ts";
import { refresh, saved } from "./named.ts";

const text = words.layouts;

function source(title: string, act: (name: string) => Promise<void>) {
  return {
    title,
    placeholder: text.filter,
    empty: text.none,
    opened: () => void refresh(),
    items: () =>
      saved.value.map((each) => ({
        id: each.name,
        title: each.name,
        note: text.about(each.files.length, each.by),
        icon: LayoutPanelLeft,
      })),
    chosen: (item: { id: string }) => act(item.id),
  };
}

/** Keeps what is open, and adds what can be done with layouts. */
export function start(): void {
  keepOpen();
  register(
    {
      id: "layouts.load",
      title: text.load,
      when: () => may("workspaces:write"),
      run: () => pick(source(text.load, load)),
    },
    {
      id: "layouts.save",
      title: text.save,
      when: () => may("workspaces:write"),
      run: async () => (await import("./asking.tsx")).askToSave(),
    },
    {
      id: "layouts.delete",
      title: text.delete,
      when: () => may("workspaces:write"),
      run: () => pick(source(text.delete, async (name) => (await import("./asking.tsx")).askToDelete(name))),
    },
  );
}
