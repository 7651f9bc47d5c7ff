// Moments as they are read: what one call did together, and what somebody typed in one go. No page, no server.

import type { Moment } from "../rpc.gen.ts";

/** Moments that are read as one, newest first. */
export interface Group {
  /** The id of the newest. */
  id: string;
  moments: readonly Moment[];
  /** Several files by one call; one file again and again; or just one. */
  kind: "call" | "run" | "one";
}

/** A pause that ends a run of edits, in seconds. */
const PAUSE = 120;

/** A moment with all its fields: the server leaves out what is as usual. */
export const whole = (it: Partial<Moment> & Pick<Moment, "id" | "time" | "change" | "path">): Moment => ({
  from: "",
  type: "other",
  mode: 0,
  hash: "",
  size: 0,
  kept: false,
  authors: [],
  cause: "outside",
  method: "",
  call: "",
  terminal: "",
  name: "",
  ...it,
});

export const isMark = (it: Moment): boolean => it.change === "checkpoint" || it.change === "restored";

/** Puts moments together, which come newest first. */
export function grouped(moments: readonly Moment[]): Group[] {
  const groups: { moments: Moment[]; kind: Group["kind"] }[] = [];
  for (const moment of moments) {
    const last = groups.at(-1);
    const kind = last && joins(last.moments, last.kind, moment);
    if (last && kind) {
      last.moments.push(moment);
      last.kind = kind;
    } else groups.push({ moments: [moment], kind: "one" });
  }
  return groups.map((each) => ({ ...each, id: each.moments[0]!.id }));
}

function joins(group: readonly Moment[], kind: Group["kind"], moment: Moment): Group["kind"] | undefined {
  const last = group.at(-1)!;
  if (kind !== "run" && moment.call && moment.call === last.call) return "call";
  if (kind === "call" || isMark(moment) || isMark(last)) return undefined;
  const same = moment.path === last.path && moment.cause === last.cause && who(moment) === who(last);
  const edits = last.change === "changed" && (moment.change === "changed" || moment.change === "created");
  return same && edits && last.time - moment.time < PAUSE ? "run" : undefined;
}

const who = ({ authors }: Moment): string => authors.join("\0");

/** The lines of the list: groups, and what they hold where they are unfolded. */
export interface Line {
  id: string;
  group: Group;
  /** The one moment that the line is about; none for a group that holds several. */
  moment?: Moment;
  inner: boolean;
}

export function linesOf(groups: readonly Group[], unfolded: ReadonlySet<string>): Line[] {
  return groups.flatMap((group): Line[] => {
    if (group.moments.length === 1) return [{ id: group.id, group, moment: group.moments[0]!, inner: false }];
    const head: Line = { id: `${group.id}+`, group, inner: false };
    if (!unfolded.has(group.id)) return [head];
    return [head, ...group.moments.map((moment) => ({ id: moment.id, group, moment, inner: true }))];
  });
}

/** A new page's moments with those that are known, each once, newest first. */
export function joined(one: readonly Moment[], other: readonly Moment[]): Moment[] {
  const all = new Map([...one, ...other].map((each) => [each.id, each]));
  return [...all.values()].toSorted((a, b) => Number(b.id.slice(1)) - Number(a.id.slice(1)));
}

/** The versions of a file, oldest first: each moment at which it was another. */
export function versionsOf(moments: readonly Moment[]): Moment[] {
  const files = moments.filter((each) => !isMark(each) && each.type !== "folder").toReversed();
  const gone = (each: Moment | undefined): boolean => each?.change === "deleted";
  return files.filter((each, at) => gone(each) || gone(files[at - 1]) || each.hash !== files[at - 1]?.hash);
}
