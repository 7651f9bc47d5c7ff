// The people here, to pick from: go to one and follow.

import { type PickItem, pick } from "../commands/pick.ts";
import { words } from "../words/index.ts";
import { follow } from "./following.ts";
import { nameOf, type Present, people } from "./presence.ts";

/** Lists who is here. */
export function listPeople(): void {
  pick<PickItem & { who: Present }>({
    title: words.live.people,
    placeholder: words.live.peopleHint,
    empty: words.live.nobody,
    items: () =>
      people.value.map((who) => ({
        id: who.connection,
        title: nameOf(who.user),
        note: who.path || words.live.somewhere,
        end: [words.live.kind[who.kind], words.live.state[who.state]].filter(Boolean).join(", "),
        dim: who.state !== "active",
        who,
      })),
    chosen: ({ who }) => follow(who),
  });
}
