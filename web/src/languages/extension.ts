// What language servers add to the editor of a text; it is loaded when one of their files is opened.

import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { LiveText } from "../editor/live.ts";
import { definition } from "./acting.tsx";
import { completion } from "./completing.ts";
import { hovering } from "./hovering.ts";
import { signing } from "./signing.ts";
import { squiggles } from "./squiggles.ts";
import "./editor.css";

/** All of it, for one text. */
export const extension = (text: LiveText): Extension => [
  completion(text),
  hovering(text),
  signing(text),
  squiggles(text),
  EditorView.domEventHandlers({
    mousedown(event, view) {
      if (!(event.ctrlKey || event.metaKey) || event.button || event.altKey || event.shiftKey) return false;
      const position = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (position === null) return false;
      event.preventDefault();
      void definition(text, view, position);
      return true;
    },
  }),
];
