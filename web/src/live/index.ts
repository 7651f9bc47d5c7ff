// Who else is here: in the explorer, at the tabs, in the last line; and following one of them.

import { effect } from "@preact/signals";
import { register } from "../commands/registry.ts";
import { activePath } from "../editor/state.ts";
import { addStatus } from "../shell/views.ts";
import { words } from "../words/index.ts";
import { followed, start as go, unfollow } from "./following.ts";
import { Here } from "./Here.tsx";
import { listPeople } from "./list.ts";
import { start as begin, lookAt } from "./presence.ts";

/** Begins to tell where this page is, and to show where the others are. */
export function start(): void {
  begin();
  go();
  addStatus("left", Here);
  effect(() => lookAt({ path: activePath.value, anchor: "", head: "" }));
  register(
    { id: "live.people", title: words.live.people, run: listPeople },
    {
      id: "live.unfollow",
      title: words.live.stopFollowing,
      when: () => followed.value !== undefined,
      run: unfollow,
    },
  );
}
