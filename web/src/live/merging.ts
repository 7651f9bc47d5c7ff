// What was unsent of a document that is another one now: merged to the character, or by blocks.

import { ChangeSet, Text } from "@codemirror/state";
import * as Y from "yjs";
import { changesBetween } from "../editor/difference.ts";
import type { Kept } from "./wire.ts";

/** Brings what was changed in a lost incarnation into the one that is. */
export function merge(doc: Y.Doc, lost: Kept): void {
  const old = new Y.Doc();
  Y.applyUpdate(old, lost.state);
  if (lost.kind === "notebook") mergeNotebook(doc.getMap("cells"), lost.base, old.getMap("cells"));
  else if (lost.kind === "rich") mergeRich(doc.getXmlFragment("rich"), lost.base, old.getXmlFragment("rich"));
  else mergeText(doc.getText("text"), lost.base, old.getText("text").toString());
  old.destroy();
}

/** What became of the base here is made of what became of it there, to the character, as if it had been typed beside it. */
function mergeText(text: Y.Text, base: string, mine: string): void {
  const [before, ours, theirs] = [base, mine, text.toString()].map((each) => Text.of(each.split("\n")));
  const made = ChangeSet.of(changesBetween(before!, ours!), before!.length);
  const met = ChangeSet.of(changesBetween(before!, theirs!), before!.length);
  text.doc!.transact(() => {
    let moved = 0;
    made.map(met).iterChanges((from, to, _from, _to, inserted) => {
      if (to > from) text.delete(from + moved, to - from);
      if (inserted.length) text.insert(from + moved, inserted.toString());
      moved += inserted.length - (to - from);
    }, true);
  });
}

/** Blocks that were changed or added here stand again, after the ones that they followed. */
function mergeRich(rich: Y.XmlFragment, base: string, mine: Y.XmlFragment): void {
  const known = new Set(rich.toArray().map(String));
  rich.doc!.transact(() => {
    let at = 0;
    for (const each of mine.toArray()) {
      const text = String(each);
      const stands = rich.toArray().findIndex((other) => String(other) === text);
      if (stands >= 0) at = stands + 1;
      else if (!known.has(text) && !base.includes(text)) rich.insert(at++, [each.clone() as Y.XmlElement]);
    }
  });
}

type Cell = Record<string, string | undefined>;

/** Cells that were changed, added or deleted here are so again; one that is changed on either side is not deleted. */
function mergeNotebook(cells: Y.Map<Y.Map<unknown>>, base: string, mine: Y.Map<Y.Map<unknown>>): void {
  const before = JSON.parse(base || "{}") as Record<string, Cell>;
  const ours = mine.toJSON() as Record<string, Cell>;
  cells.doc!.transact(() => {
    for (const [id, was] of Object.entries(before))
      if (!ours[id] && JSON.stringify(cells.get(id)) === JSON.stringify(was)) cells.delete(id);
    for (const [id, cell] of Object.entries(ours)) {
      const was = before[id];
      if (was && JSON.stringify(was) === JSON.stringify(cell)) continue;
      const there = cells.get(id);
      if (!there) cells.set(id, mine.get(id)!.clone());
      else mergeCell(there, was ?? {}, cell);
    }
  });
}

function mergeCell(there: Y.Map<unknown>, was: Cell, cell: Cell): void {
  for (const name of ["at", "cell_type", "more"]) if (cell[name] !== was[name]) there.set(name, cell[name]);
  const text = there.get("source");
  if (text instanceof Y.Text && cell["source"] !== was["source"])
    mergeText(text, was["source"] ?? "", cell["source"] ?? "");
}
