// Moments in words.

import type { Moment } from "../rpc.gen.ts";
import { words } from "../words/index.ts";
import type { Group } from "./grouping.ts";

const text = words.timeline;

export const nameOf = (path: string): string => path.split("/").at(-1) ?? path;
export const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");

/** Who did it, and through what. */
export function whoOf({ authors, cause }: Moment): string {
  const through = text.cause[cause];
  if (!authors.length) return through || text.outside;
  return through && cause !== "outside" ? `${authors.join(", ")} (${through})` : authors.join(", ");
}

/** The time of day, with seconds where versions are told apart by it; with the day, if it was another. */
export function whenOf(seconds: number, exactly = false): string {
  const at = new Date(seconds * 1000);
  const style: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
  if (exactly) style.second = "2-digit";
  const time = at.toLocaleTimeString(undefined, style);
  if (at.toDateString() === new Date().toDateString()) return time;
  return `${at.toLocaleDateString(undefined, { month: "short", day: "numeric" })}, ${time}`;
}

/** What a line says first. */
export function titleOf({ kind, moments }: Group, moment: Moment | undefined): string {
  if (moment?.change === "checkpoint") return moment.name;
  if (moment?.change === "restored") return text.restoredTo(moment.name);
  if (moment) return nameOf(moment.path);
  if (kind === "run") return nameOf(moments[0]!.path);
  const count = new Set(moments.map((each) => each.path).filter(Boolean)).size;
  const method = moments.find((each) => each.method)?.method;
  if (method === "workspaces.merge") return text.merged(count);
  if (method === "workspaces.restore") return text.restoredFiles(count);
  return text.many(count);
}

/** What a line says of the change itself. */
export function whatOf({ kind, moments }: Group, moment: Moment | undefined): string {
  if (!moment) return kind === "run" ? text.edits(moments.length) : text.changes(moments.length);
  if (moment.change === "restored") return "";
  return moment.from ? `${text.change[moment.change]} ${text.from(moment.from)}` : text.change[moment.change];
}
