// The others in a note: their cursors and what they selected; and this one's, told to them.

import { effect } from "@preact/signals";
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";
import { decoded, encoded } from "../live/base64.ts";
import { lookAt, nameOf, type Present, people } from "../live/presence.ts";

const moved = new PluginKey("note-people");

/** Draws the others and tells them where this one is. */
export function cursors(path: string): Plugin {
  return new Plugin({
    key: moved,
    props: {
      decorations(state) {
        const { binding } = ySyncPluginKey.getState(state) ?? {};
        if (!binding?.mapping.size) return DecorationSet.empty;
        const at = (text: string) => placeOf(text, binding, state.doc.content.size);
        const all = people.peek().filter((who) => who.path === path && who.head && who.state !== "away");
        return DecorationSet.create(
          state.doc,
          all.flatMap((who) => drawn(who, at(who.anchor || who.head), at(who.head))),
        );
      },
    },
    view(view) {
      const end = effect(() => {
        void people.value;
        queueMicrotask(() => !view.isDestroyed && view.dispatch(view.state.tr.setMeta(moved, true)));
      });
      const leave = () => lookAt({ path, anchor: "", head: "" });
      view.dom.addEventListener("focus", () => tell(view, path));
      return { update: () => view.hasFocus() && tell(view, path), destroy: () => (end(), leave()) };
    },
  });
}

/** Where somebody is in this state of the note; nothing if that is not here yet. */
function placeOf(text: string, binding: any, most: number): number | undefined {
  try {
    const place = Y.decodeRelativePosition(decoded(text));
    const at = relativePositionToAbsolutePosition(binding.doc, binding.type, place, binding.mapping);
    return at === null ? undefined : Math.min(at, most);
  } catch {
    return undefined;
  }
}

function drawn(who: Present, anchor: number | undefined, head: number | undefined): Decoration[] {
  if (anchor === undefined || head === undefined) return [];
  const caret = () => {
    const element = document.createElement("span");
    element.className = `note-caret person-${who.colour}`;
    element.dataset["state"] = who.state;
    element.dataset["name"] = nameOf(who.user);
    return element;
  };
  const key = `${who.connection} ${who.head} ${who.state}`;
  const all = [Decoration.widget(head, caret, { key, side: 10, ignoreSelection: true })];
  const [from, to] = [Math.min(anchor, head), Math.max(anchor, head)];
  if (to > from) all.push(Decoration.inline(from, to, { class: `live-selection person-${who.colour}` }));
  return all;
}

function tell(view: EditorView, path: string): void {
  const { binding } = ySyncPluginKey.getState(view.state) ?? {};
  if (!binding?.mapping.size) return;
  const written = (at: number) =>
    encoded(Y.encodeRelativePosition(absolutePositionToRelativePosition(at, binding.type, binding.mapping)));
  const { anchor, head } = view.state.selection;
  lookAt({ path, anchor: written(anchor), head: written(head) });
}
