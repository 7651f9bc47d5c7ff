// What sets formulas: large, so that it is fetched with the first one.

import katex from "katex";
import "katex/dist/katex.min.css";

/** What LaTeX has and KaTeX has not: names of formulas, and an old kind of table. */
const readable = (tex: string): string =>
  tex
    .replace(/\\label\{[^}]*\}/g, "")
    .replace(/\\begin\{eqnarray\*?\}/g, "\\begin{array}{rcl}")
    .replace(/\\end\{eqnarray\*?\}/g, "\\end{array}");

/**
 * Draws a formula in an element, with the same as MathML for those who hear it; what is wrong in it is marked.
 *
 * It can reach nothing: no links, no pictures, no attributes of its own.
 */
export const set = (tex: string, block: boolean, element: HTMLElement): void =>
  katex.render(readable(tex), element, {
    displayMode: block,
    throwOnError: false,
    errorColor: "var(--bad)",
    strict: false,
    trust: false,
    maxSize: 20,
    maxExpand: 1000,
  });
