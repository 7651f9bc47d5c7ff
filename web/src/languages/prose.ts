// What language servers say, as elements of the page: texts only, whatever stands in them.

import { type Language, language } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import { highlightCode } from "@lezer/highlight";
import { colours } from "../editor/highlight.ts";
import { type Block, blocksOf, type Span } from "./markdown.ts";

/** Markdown as elements; code in it has the colours of the editor's language. */
export function proseOf(markdown: string, state: EditorState): HTMLElement {
  const box = document.createElement("div");
  box.className = "languages-prose";
  box.append(...blocksOf(markdown).map((each) => block(each, state.facet(language))));
  return box;
}

function block(it: Block, language: Language | null): HTMLElement {
  if (it.kind === "rule") return document.createElement("hr");
  if (it.kind === "code") return code(it.text, language);
  const element = document.createElement(it.kind === "heading" ? "strong" : it.kind === "item" ? "div" : "p");
  if (it.kind === "item") element.className = "languages-item";
  element.append(...it.spans.map(span));
  return element;
}

function code(text: string, language: Language | null): HTMLElement {
  const box = document.createElement("pre");
  if (!language) box.textContent = text;
  else {
    const put = (piece: string, classes: string) => {
      const part = document.createElement("span");
      part.className = classes;
      part.textContent = piece;
      box.append(classes ? part : piece);
    };
    highlightCode(text, language.parser.parse(text), colours, put, () => box.append("\n"));
  }
  return box;
}

function span(it: Span): Node {
  if (it.kind === "text") return document.createTextNode(it.text);
  const element = document.createElement({ code: "code", strong: "strong", emphasis: "em", link: "a" }[it.kind]);
  element.textContent = it.text;
  if (it.kind === "link") {
    element.setAttribute("href", it.href);
    element.setAttribute("target", "_blank");
    element.setAttribute("rel", "noreferrer noopener");
  }
  return element;
}
