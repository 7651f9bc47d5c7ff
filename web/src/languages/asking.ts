// What everything that asks a language server needs.

import type { EditorView } from "@codemirror/view";
import type { LiveText } from "../editor/live.ts";
import type { LiveDoc } from "../live/provider.ts";
import { here } from "../server.ts";
import { type Spot, spotOf } from "./places.ts";

const liveOf = (text: LiveText): LiveDoc | undefined => ("live" in text ? (text.live as LiveDoc) : undefined);

/** Whether the server has a text as it is typed; only then its language servers can know it. */
export const isShared = (text: LiveText): boolean => liveOf(text) !== undefined;

/** Returns once the server has what was typed here. */
export const sent = async (text: LiveText): Promise<void> => liveOf(text)?.sent();

/** The place of an editor's cursor, or another position, as methods take it. */
export const placeOf = (
  text: LiveText,
  view: EditorView,
  position = view.state.selection.main.head,
): { workspace: string; path: string } & Spot => ({
  workspace: here.value,
  path: text.path.peek(),
  ...spotOf(view.state.doc, position),
});
