// What was unsent of a document that is another one now: merged by lines, or by blocks; where both sides changed the same, both stay.

import { Text } from "@codemirror/state";
import * as Y from "yjs";
import { changesBetween, merged } from "../editor/difference.ts";
import type { Kept } from "./wire.ts";

/** Brings what was changed in a lost incarnation into the one that is. */
export function merge(doc: Y.Doc, lost: Kept): void {
  const old = new Y.Doc();
  Y.applyUpdate(old, lost.state);
  if (lost.kind === "rich") mergeRich(doc.getXmlFragment("rich"), lost.base, old.getXmlFragment("rich"));
  else mergeText(doc.getText("text"), lost.base, old.getText("text").toString());
  old.destroy();
}

function mergeText(text: Y.Text, base: string, mine: string): void {
  if (mine === base) return;
  const lines = (it: string) => it.split("\n");
  const theirs = lines(text.toString());
  const all = merged(lines(base), lines(mine), theirs).flatMap((each) =>
    each.conflict ? [...each.theirs, ...each.mine] : each.lines,
  );
  become(text, Text.of(theirs), Text.of(all));
}

/** Makes a text another by the least changes. */
export function become(text: Y.Text, before: Text, after: Text): void {
  const changes = changesBetween(before, after) as { from: number; to: number; insert: Text }[];
  text.doc!.transact(() => {
    for (const { from, to, insert } of changes.toReversed()) {
      if (to > from) text.delete(from, to - from);
      if (insert.length) text.insert(from, insert.toString());
    }
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
