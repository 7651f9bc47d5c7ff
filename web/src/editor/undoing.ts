// Taking back what somebody else did to the active text, and nothing of anybody's else.

import { type PickItem, pick } from "../commands/pick.ts";
import { myName, nameOf } from "../live/presence.ts";
import { say } from "../notices/notices.ts";
import type { DocumentChange } from "../rpc.gen.ts";
import { here, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { active } from "./active.ts";
import { DocumentText } from "./documenttext.ts";

const LOOKED_AT = 1_000;

/** Somebody whose edits can be taken back. */
interface Author {
  name: string;
  kind: string;
  edits: number;
  /** When the last one was made, in seconds since the epoch. */
  last: number;
}

/** Whether the active text may have edits by others. */
export const canUndoOthers = (): boolean => {
  const text = active.value?.text;
  return text instanceof DocumentText && !text.locked;
};

/** Takes back the last edit of somebody else: of the one who there is, or who is picked. */
export async function undoOther(kind?: string): Promise<void> {
  const path = active.peek()?.text.path.peek();
  if (path === undefined) return;
  const found = await authorsOf(path, kind);
  if (found.length === 1) return undo(path, found[0]!.name);
  if (!found.length) return say(words.live.undoNone);
  pick<PickItem>({
    title: kind === "agent" ? words.live.undoAgent : words.live.undoOther,
    placeholder: words.live.undoWhose,
    empty: words.live.undoNone,
    items: () =>
      found.map(({ name, edits, last }) => ({
        id: name,
        title: nameOf(name),
        note: words.live.edits(edits, Date.now() - last * 1000),
      })),
    chosen: ({ id }) => undo(path, id),
  });
}

async function authorsOf(path: string, kind: string | undefined): Promise<readonly Author[]> {
  const { items } = await server.documents.history({ workspace: here.value, path, limit: LOOKED_AT });
  const found = new Map<string, Author>();
  for (const each of items) if (isOthers(each, kind)) count(found, each);
  return [...found.values()];
}

const isOthers = (it: DocumentChange, kind: string | undefined): boolean =>
  it.origin === "edit" && it.author !== myName() && (kind === undefined || it.kind === kind);

function count(found: Map<string, Author>, { author: name, kind, time }: DocumentChange): void {
  const before = found.get(name);
  if (before) before.edits++;
  else found.set(name, { name, kind, edits: 1, last: time });
}

async function undo(path: string, author: string): Promise<void> {
  const { steps } = await server.documents.undo({ workspace: here.value, path, author, ...once() });
  say(
    steps ? words.live.undone(nameOf(author)) : words.live.undoneNothing(nameOf(author)),
    steps ? { kind: "done" } : {},
  );
}
