// What is known of the thing that is pointed at.

import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import type { LiveText } from "../editor/live.ts";
import { server } from "../server.ts";
import { placeOf, sent } from "./asking.ts";
import { rangeOf } from "./places.ts";
import { proseOf } from "./prose.ts";

/** Shows it beside the thing, after a moment. */
export const hovering = (text: LiveText): Extension =>
  hoverTooltip(
    async (view, position) => {
      const { doc } = view.state;
      if (!/[\p{L}\p{N}_$]/u.test(doc.sliceString(position - 1, position + 1))) return null;
      await sent(text);
      const found = await server.languages.hover(placeOf(text, view, position)).catch(() => null);
      if (!found || view.state.doc !== doc) return null;
      const range = found.range ? rangeOf(doc, found.range) : { from: position, to: position };
      const create = () => {
        const dom = proseOf(found.text, view.state);
        dom.classList.add("languages-hover");
        return { dom };
      };
      return { pos: range.from, end: range.to, above: true, create };
    },
    { hideOnChange: true, hoverTime: 350 },
  );
