// Branches and stashes to pick from.

import { Archive, Cloud, GitBranch, Plus, Tag } from "lucide-preact";
import { type PickItem, pick } from "../commands/pick.ts";
import type { Branch } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { words } from "../words/index.ts";
import { createBranch, deleteBranch, merge, rebase, switchTo, unstash } from "./acting.tsx";
import { whenOf } from "./when.ts";

type Way = "switch" | "merge" | "rebase" | "delete";

const TITLES: Record<Way, string> = {
  switch: words.git.switchTo,
  merge: words.git.merge,
  rebase: words.git.rebase,
  delete: words.git.deleteBranch,
};
const ICONS = { branch: GitBranch, remote: Cloud, tag: Tag };
const GROUPS = { branch: words.git.branches, remote: words.git.remotes, tag: words.git.tags };
const NEW = "new:";

/** Picks a branch and does something with it. */
export function pickBranch(way: Way): void {
  const all = server.git.branches({ workspace: here.value });
  pick<PickItem>({
    title: TITLES[way],
    placeholder: way === "switch" ? words.git.switchHow : TITLES[way],
    empty: words.git.noSuch,
    load: async (query) => {
      const found = itemsOf(await all, way).filter((each) => each.title.toLowerCase().includes(query.toLowerCase()));
      const name = query.trim().replaceAll(/\s+/g, "-");
      const isNew = way === "switch" && name !== "" && !found.some((each) => each.title === name);
      const added = { id: NEW + name, title: words.git.newBranch(name), icon: Plus };
      return isNew ? [...found, added] : found;
    },
    chosen: async ({ id, title }) => {
      if (id.startsWith(NEW)) await createBranch(id.slice(NEW.length));
      else await { switch: switchTo, merge, rebase, delete: deleteBranch }[way](title);
    },
  });
}

function itemsOf(all: readonly Branch[], way: Way): PickItem[] {
  const order = { branch: 0, remote: 1, tag: 2 };
  return all
    .filter((each) => (way === "switch" || !each.current) && (way !== "delete" || each.kind === "branch"))
    .toSorted((a, b) => order[a.kind] - order[b.kind])
    .map((each) => ({
      id: `${each.kind}:${each.name}`,
      title: each.name,
      note: each.current ? words.git.current : each.subject,
      end: whenOf(each.at),
      group: GROUPS[each.kind],
      icon: ICONS[each.kind],
      mono: true,
    }));
}

/** Picks what was put aside and brings it back. */
export function pickStash(): void {
  const all = server.git.stashes({ workspace: here.value });
  pick<PickItem>({
    title: words.git.unstash,
    placeholder: words.git.unstash,
    empty: words.git.noStash,
    load: async (query) =>
      (await all)
        .filter((each) => each.message.toLowerCase().includes(query.toLowerCase()))
        .map((each) => ({ id: each.id, title: each.message, end: whenOf(each.at), icon: Archive })),
    chosen: async ({ id }) => void (await unstash(id)),
  });
}
