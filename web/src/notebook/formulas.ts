// Formulas that stand in Markdown without dollars.

import type MarkdownIt from "markdown-it";

/** What has not ended by then is text; each begin is looked on from. */
const MOST_LINES = 200;
const BEGIN = /^\\begin\{([a-z]+\*?)\}/;

/** Reads `\begin{align}` to `\end{align}` on lines of their own as a formula, as notebooks have it. */
export function environments(reader: MarkdownIt): void {
  const rule: Parameters<typeof reader.block.ruler.before>[2] = (state, first, end, silent) => {
    const line = (at: number) => state.src.slice(state.bMarks[at]! + state.tShift[at]!, state.eMarks[at]).trimEnd();
    const name = BEGIN.exec(line(first))?.[1];
    if (!name) return false;
    const most = Math.min(end, first + MOST_LINES);
    let last = first;
    while (!line(last).endsWith(`\\end{${name}}`)) if (++last >= most) return false;
    if (silent) return true;
    const token = state.push("math_block", "math", 0);
    token.block = true;
    token.map = [first, last + 1];
    token.content = state.getLines(first, last + 1, state.blkIndent, false);
    state.line = last + 1;
    return true;
  };
  reader.block.ruler.before("fence", "math_environment", rule, { alt: ["paragraph", "blockquote", "list"] });
}
