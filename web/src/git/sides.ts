// What a tab of changes compares, from its key. No page, no server.

/** What is compared: what is staged with the files, the last commit with what is staged, or two commits. */
export type Side =
  | { kind: "work" | "staged"; path: string }
  | { kind: "commit"; before: string; after: string; path: string };

/** Reads a tab's key. */
export function sideOf(key: string): Side {
  const [kind, ...rest] = key.split(":");
  if (kind !== "commit") return { kind: kind === "staged" ? "staged" : "work", path: rest.join(":") };
  const [before = "", after = "", ...path] = rest;
  return { kind, before, after, path: path.join(":") };
}

/** A line of a hunk with its numbers on both sides. */
export interface Shown {
  text: string;
  kind: "same" | "added" | "removed" | "note";
  old: number;
  young: number;
}

const KINDS = { " ": "same", "+": "added", "-": "removed", "\\": "note" } as const;

/** The lines of a hunk, numbered. */
export function numbered(hunk: { old_start: number; new_start: number; lines: readonly string[] }): Shown[] {
  let [old, young] = [hunk.old_start, hunk.new_start];
  return hunk.lines.map((line) => {
    const kind = KINDS[line[0] as keyof typeof KINDS] ?? "note";
    const shown = { text: line.slice(kind === "note" ? 2 : 1), kind, old, young };
    if (kind === "same" || kind === "removed") old++;
    if (kind === "same" || kind === "added") young++;
    return shown;
  });
}
