// What is done with what was found: looking at it, going on to the next, replacing it.

import { signal } from "@preact/signals";
import { h } from "preact";
import { openFile } from "../editor/state.ts";
import { ask } from "../look/Dialog.tsx";
import { say } from "../notices/notices.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { answered, change, dismiss, type FoundFile, files, lineCount, type Row, rows, search, state } from "./found.ts";
import { patternOf, replacement } from "./query.ts";
import { openAside } from "./quick.ts";
import type { FoundLine } from "./replacing.ts";
import { type Outcome, replaceIn, restore } from "./writing.ts";

const text = words.search;

/** The line of the list that the keyboard is at. */
export const at = signal(0);

/** Shows a find in the editor, with what was found selected. */
export function look({ file, line }: Row, how: { preview: boolean; focus: boolean; aside?: boolean }): void {
  const [from, to] = line?.found[0] ?? [0, 0];
  const place = line && !line.cut ? { column: from + 1, length: to - from } : {};
  const show = () =>
    openFile(file.path, { preview: how.preview, focus: how.focus, ...(line && { line: line.line, ...place }) });
  if (how.aside) openAside(file.path, show);
  else show();
}

/** Folds or unfolds a file. */
export function fold(file: FoundFile, closed = !file.closed): void {
  change((each) => (each.path === file.path ? Object.assign(each, { closed }) : each));
}

/** Folds all files, or unfolds them if they are folded. */
export function foldAll(): void {
  const closed = files.value.some((each) => !each.closed);
  change((each) => ({ ...each, closed }));
  at.value = 0;
}

/** Goes to the next find, or the one before, and shows it. */
export function step(by: 1 | -1): void {
  const all = rows.value;
  if (!all.some((each) => each.line)) return;
  let next = at.value;
  do {
    next = (next + by + all.length) % all.length;
  } while (!all[next]?.line);
  at.value = next;
  look(all[next] as Row, { preview: true, focus: false });
}

/** Whether what was found can be replaced now. */
export const mayReplace = (): boolean => may("files:write") && state.value.is !== "running" && files.value.length > 0;

/** Replaces in one line or one file, at once. */
export async function replaceRow({ file, line }: Row): Promise<void> {
  const outcome = await replaceIn(
    [line ? { ...file, lines: [line] } : file],
    patternOf(answered.value),
    replacement.value,
  );
  if (!outcome.left.length) {
    dismiss(line ? { file, line } : { file });
    if (line) shift(file.path, line);
  }
  tell(outcome, false);
}

/** Replaces in the line or the file that the keyboard is at. */
export async function replaceChosen(): Promise<void> {
  const it = rows.value[at.value];
  if (it) await replaceRow(it);
}

/** A replacement may have made lines of one: those below it stand lower now. */
function shift(path: string, { line }: FoundLine): void {
  const added = replacement.value.match(/\\n/g)?.length ?? 0;
  if (!added || !answered.value.regex) return;
  change((each) => {
    if (each.path !== path) return each;
    const lines = each.lines.map((one) => (one.line > line ? { ...one, line: one.line + added } : one));
    return { ...each, lines };
  });
}

/** Replaces everything on the list, once that is confirmed. */
export async function replaceAll(): Promise<void> {
  const [count, of] = [lineCount.value, files.value.length];
  const limited = state.value.is === "done" && state.value.limited;
  const body = h("div", {}, [
    h("p", {}, text.with(replacement.value)),
    limited && h("p", {}, text.onlyShown(files.value.reduce((sum, each) => sum + each.lines.length, 0))),
  ]);
  const answers = [
    { value: "yes", title: text.replaceAll, kind: "main" as const },
    { value: "", title: text.cancel },
  ];
  if (!(await ask(text.askAll(count, of), answers, body))) return;
  const outcome = await replaceIn(files.value, patternOf(answered.value), replacement.value);
  const left = new Set(outcome.left.map((each) => each.path));
  change((each) => (left.has(each.path) ? each : undefined));
  tell(outcome, true);
}

function tell({ written, count, left }: Outcome, all: boolean): void {
  const undo = async () => {
    const others = await restore(written);
    say(text.undone(written.length - others.length), { kind: "done" });
    if (others.length) say(text.notUndone(others), { kind: "failed" });
    await search();
  };
  if (written.length && (all || !left.length))
    say(text.replaced(count, written.length), { kind: "done", action: { title: text.undo, run: undo } });
  const [first, ...more] = left;
  if (!first) return;
  const why = first.why === "other" ? text.why.other(first.path, first.message) : text.why[first.why](first.path);
  say(more.length ? `${text.left(left.length)}. ${why}` : why, { kind: "failed" });
}
