// What was unsent of a document that is another one now: merged to the character, or by blocks.

import { ChangeSet, Text } from "@codemirror/state";
import * as Y from "yjs";
import { changesBetween } from "../editor/difference.ts";
import type { Kept } from "./wire.ts";

/** Brings what was changed in a lost incarnation into the one that is. */
export function merge(doc: Y.Doc, lost: Kept): void {
  const old = new Y.Doc();
  Y.applyUpdate(old, lost.state);
  if (lost.kind === "rich") mergeRich(doc.getXmlFragment("rich"), lost.base, old.getXmlFragment("rich"));
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
