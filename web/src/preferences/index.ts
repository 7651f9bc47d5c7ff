// A view of everything that can be preferred, made of the server's schema.

import { Settings2 } from "lucide-preact";
import { register } from "../commands/registry.ts";
import { later } from "../look/later.tsx";
import { open } from "../shell/layout.ts";
import { addTabKind } from "../shell/views.ts";
import { words } from "../words/index.ts";

/** Shows all preferences. */
export const showPreferences = (): void => void open("preferences", "", words.preferences.title);

/** Adds the view to the frame. */
export function start(): void {
  addTabKind("preferences", {
    View: later(async () => (await import("./View.tsx")).View),
    icon: () => Settings2,
  });
  register({ id: "preferences.show", title: words.preferences.title, key: "Mod+,", run: showPreferences });
}
