// How formulas stand in Markdown: as in Jupyter, `$x$`, `$$x$$`, and environments such as `align` without dollars.

import { tex } from "@mdit/plugin-tex";
import type MarkdownIt from "markdown-it";

/** What has not ended by then is text: each begin is looked on from. */
const MOST_LINES = 200;
const BEGIN = /^(?:\$\$|\\begin\{([a-z]+\*?)\})/;
/** What may follow on its last line, and belongs to it. */
const MARKS = /^[.,;:]?\s*$/;
const INLINE = /\$\$([^$]+)\$\$([.,;:]?)/y;

/** Reads formulas as tokens whose tag is `math`; those that stand alone are marked up with `$$`. */
export function formulas(reader: MarkdownIt): void {
  const { block, inline } = reader.use(tex, { render: (content) => content });
  block.ruler.at("math_block_dollar", alone, { alt: ["paragraph", "reference", "blockquote", "list"] });
  inline.ruler.before("math_inline_dollar", "math_inline_alone", (state, silent) => {
    INLINE.lastIndex = state.pos;
    const [whole = "", content = "", mark = ""] = INLINE.exec(state.src) ?? [];
    if (whole && !silent)
      Object.assign(state.push("math_inline", "math", 0), { markup: "$$", content: content + mark });
    state.pos += whole.length;
    return whole !== "";
  });
}

/** Reads a formula that has lines of its own. */
const alone: Parameters<MarkdownIt["block"]["ruler"]["at"]>[1] = (state, first, end, silent) => {
  const line = (at: number) => state.src.slice(state.bMarks[at]! + state.tShift[at]!, state.eMarks[at]);
  const [begin, name] = BEGIN.exec(line(first)) ?? [];
  if (!begin) return false;
  const close = name ? `\\end{${name}}` : "$$";
  let last = first;
  let at = line(first).indexOf(close, begin.length);
  while (at < 0) {
    if (++last >= Math.min(end, first + MOST_LINES) || state.sCount[last]! < state.blkIndent) return false;
    at = line(last).indexOf(close);
  }
  const mark = line(last).slice(at + close.length);
  if (!MARKS.test(mark)) return false;
  if (silent) return true;
  const lines = Array.from({ length: last - first }, (_, n) => line(first + n));
  const written = [...lines, line(last).slice(0, at)].join("\n");
  const content = (name ? written + close : written.slice(begin.length)) + mark;
  Object.assign(state.push("math_block", "math", 0), { markup: "$$", content, map: [first, last + 1] });
  state.line = last + 1;
  return true;
};
