// What the list of changes shows, line by line. No page, no server.

import type { CheckoutStatus, FileStatus } from "../rpc.gen.ts";

export type Section = "conflicts" | "staged" | "unstaged";

/** A heading, or a file beneath it; a file that is staged in part stands beneath both. */
export interface Row {
  id: string;
  section: Section;
  file?: FileStatus;
  /** How many files stand beneath a heading. */
  count: number;
}

const SECTIONS: readonly Section[] = ["conflicts", "staged", "unstaged"];

const within = (section: Section, file: FileStatus): boolean =>
  section === "conflicts"
    ? !!file.conflict
    : !file.conflict && (section === "staged" ? !!file.staged : !!file.unstaged);

/** The files of a section. */
export const filesIn = (status: CheckoutStatus, section: Section): readonly FileStatus[] =>
  status.files.filter((each) => within(section, each));

/** All lines, headings of empty sections left out. */
export function rowsOf(status: CheckoutStatus, folded: ReadonlySet<Section> = new Set()): Row[] {
  return SECTIONS.flatMap((section) => {
    const files = filesIn(status, section);
    if (!files.length) return [];
    const head = { id: section, section, count: files.length };
    const below = folded.has(section)
      ? []
      : files.map((file) => ({ id: `${section}:${file.path}`, section, file, count: 0 }));
    return [head, ...below];
  });
}

/** How a file stands in a section. */
export const changeOf = (row: Row): NonNullable<FileStatus["unstaged"]> =>
  row.section === "conflicts" ? "conflict" : ((row.section === "staged" ? row.file?.staged : row.file?.unstaged) ?? "");
