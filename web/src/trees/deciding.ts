// What is decided about the changes of a worktree, and what that comes to. No page, no server.

import type { Mark } from "../compare/marks.ts";
import type { Hunk, Review, ReviewedFile } from "../rpc.gen.ts";

/** What becomes of lines that both changed; without one they are left as they are and stay open. */
export interface Settled {
  way: "main" | "worktree" | "both" | "own";
  text: string;
}

/** What somebody decided, by the ids of hunks. */
export interface Decisions {
  /** Changes that are not wanted now. */
  left: ReadonlySet<string>;
  settled: ReadonlyMap<string, Settled>;
}

/** A line of the list: a file, or one of its changes. */
export interface Line {
  id: string;
  file: ReviewedFile;
  hunk?: Hunk;
}

export const undecided: Decisions = { left: new Set(), settled: new Map() };

/** All lines of the list. */
export const linesOf = (review: Review): Line[] =>
  review.files.flatMap((file) => [
    { id: file.path, file },
    ...file.hunks.map((hunk) => ({ id: `${file.path}\0${hunk.id}`, file, hunk })),
  ]);

/** Whether a hunk is merged as things are. */
export const isTaken = (hunk: Hunk, by: Decisions): boolean =>
  hunk.conflict ? by.settled.has(hunk.id) : !by.left.has(hunk.id);

/** Whether all, none or some of a line's hunks are merged. */
export function stateOf({ file, hunk }: Line, by: Decisions): "true" | "false" | "mixed" {
  const taken = (hunk ? [hunk] : file.hunks).map((each) => isTaken(each, by));
  if (!taken.length || taken.every((each) => !each)) return "false";
  return taken.every(Boolean) ? "true" : "mixed";
}

/** Takes what is left, or leaves what is taken; what is in conflict is settled by itself. */
export function toggled(line: Line, by: Decisions): Decisions {
  const hunks = (line.hunk ? [line.hunk] : line.file.hunks).filter((each) => !each.conflict);
  const take = hunks.some((each) => by.left.has(each.id));
  const left = new Set(by.left);
  for (const each of hunks) take ? left.delete(each.id) : left.add(each.id);
  return { ...by, left };
}

/** Settles a conflict; the same way once more opens it again. */
export function settled(hunk: Hunk, way: Settled["way"] | "", by: Decisions, text?: string): Decisions {
  const all = new Map(by.settled);
  if (!way) all.delete(hunk.id);
  else all.set(hunk.id, { way, text: text ?? textOf(hunk, way) });
  return { ...by, settled: all };
}

/** What stands in place of the lines in conflict. */
export function textOf({ main, worktree }: Hunk, way: Settled["way"]): string {
  if (way === "main") return main.text;
  if (way === "worktree") return worktree.text;
  const between = main.text && !main.text.endsWith("\n") ? "\n" : "";
  return main.text + between + worktree.text;
}

/** What is asked of the server. */
export function asked(review: Review, by: Decisions): { accept: string[]; resolve: Record<string, string> } {
  const hunks = review.files.flatMap((file) => file.hunks);
  return {
    accept: hunks.filter((each) => !each.conflict && isTaken(each, by)).map((each) => each.id),
    resolve: Object.fromEntries(
      hunks
        .filter((each) => each.conflict && isTaken(each, by))
        .map((each) => [each.id, by.settled.get(each.id)!.text]),
    ),
  };
}

/** How many hunks are merged, are left out, and are in conflict and open. */
export function counted(review: Review, by: Decisions): { taken: number; left: number; open: number } {
  const hunks = review.files.flatMap((file) => file.hunks);
  const taken = hunks.filter((each) => isTaken(each, by)).length;
  const open = hunks.filter((each) => each.conflict && !by.settled.has(each.id)).length;
  return { taken, left: hunks.length - taken - open, open };
}

/** What the server made of a file in `main`, with all of the worktree's changes in it, and where these stand. */
export function preview(
  main: string,
  hunks: readonly Hunk[],
  by: Decisions,
  active: string,
): { text: string; marks: Mark[] } {
  const before = main.split("\n").map((line, at, all) => (at < all.length - 1 ? `${line}\n` : line));
  const parts: string[] = [];
  const marks: Mark[] = [];
  let [done, at] = [0, 1];
  const put = (text: string) => {
    parts.push(text);
    at += text.split("\n").length - 1;
  };
  for (const hunk of hunks) {
    const start = hunk.main.lines ? hunk.main.line - 1 : hunk.main.line;
    put(before.slice(done, start).join(""));
    const from = at;
    put(hunk.conflict ? (by.settled.get(hunk.id)?.text ?? hunk.worktree.text) : hunk.worktree.text);
    const to = parts.at(-1)!.endsWith("\n") || !parts.at(-1) ? at - 1 : at;
    const open = hunk.conflict && !by.settled.has(hunk.id);
    marks.push({
      from,
      to,
      kind: open ? "conflict" : isTaken(hunk, by) ? "taken" : "left",
      active: hunk.id === active,
    });
    done = start + hunk.main.lines;
  }
  put(before.slice(done).join(""));
  return { text: parts.join(""), marks };
}

/** A hunk's first words: the first line that it brings, or takes away. */
export function firstWords({ main, worktree }: Hunk): string {
  const lines = [...worktree.text.split("\n"), ...main.text.split("\n")];
  return (lines.find((line) => line.trim()) ?? "").trim().slice(0, 120);
}
