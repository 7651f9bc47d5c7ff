// Following somebody: this page shows what they look at, until something is done here.

import { computed, effect, signal, untracked } from "@preact/signals";
import { openFile } from "../editor/state.ts";
import { say } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import { nameOf, type Present, people } from "./presence.ts";

const whom = signal("");

/** Whom this page follows. */
export const followed = computed((): Present | undefined =>
  people.value.find((each) => each.connection === whom.value),
);

/** Goes where somebody goes. */
export function follow(who: Present): void {
  whom.value = who.connection;
}

export function unfollow(): void {
  whom.value = "";
}

/** Begins to go along, whenever somebody is followed. */
export function start(): void {
  let last: Present | undefined;
  effect(() => {
    const who = followed.value;
    if (!who && last && whom.peek()) {
      const { user } = last;
      untracked(() => (unfollow(), say(words.live.left(nameOf(user)))));
    }
    if (who?.path && who.path !== last?.path) untracked(() => openFile(who.path, { preview: true, focus: false }));
    last = who;
  });
  const own = (event: Event) => {
    if (whom.peek() && event.isTrusted && !(event.target as Element).closest?.(".following")) unfollow();
  };
  for (const name of ["pointerdown", "wheel", "keydown"]) addEventListener(name, own, { passive: true, capture: true });
}
