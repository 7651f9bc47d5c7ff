// The palette: what this page can do, and every method that the server has.

import { computed } from "@preact/signals";
import { may } from "../server.ts";
import { focusSoon } from "../shell/focus.ts";
import { open } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { discover, table } from "./discover.ts";
import { chordOf, shown } from "./keys.ts";
import type { PickItem, Source } from "./pick.ts";
import { commands, run } from "./registry.ts";

/** What the page does goes before a method whose name fits as well. */
const OURS = 12;

interface Doing extends PickItem {
  run(): void | Promise<void>;
}

const methods = computed(() =>
  (table.value?.methods ?? []).map((each): Doing => {
    const lacks = each.scope !== "" && !may(each.scope);
    return {
      id: `method:${each.name}`,
      title: each.name,
      note: each.summary.replaceAll("`", ""),
      mono: true,
      group: words.commands.methods,
      run: () => {
        open("method", each.name, each.name);
        focusSoon("centre");
      },
      ...(lacks && { dim: true, end: words.commands.lacks(each.scope) }),
    };
  }),
);

const ours = computed(() =>
  commands.value
    .filter((each) => !each.hidden && each.when?.() !== false)
    .map((each): Doing => {
      const chord = chordOf(each);
      return {
        id: each.id,
        title: each.title,
        group: words.commands.ours,
        weight: OURS,
        run: () => run(each.id),
        ...(chord && { end: shown(chord) }),
      };
    }),
);

/** Everything that can be done. */
export const doings: Source<Doing> = {
  title: words.commands.palette,
  placeholder: words.commands.palettePlaceholder,
  empty: words.commands.paletteEmpty,
  recent: "commands",
  opened: discover,
  items: () => [...ours.value, ...methods.value],
  chosen: (item) => item.run(),
};

/** Only the server's methods. */
export const calls: Source<Doing> = { ...doings, title: words.commands.method, items: () => methods.value };
