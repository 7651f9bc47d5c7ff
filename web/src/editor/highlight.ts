// The colours of code: tokens of the look, so that light and dark are the page's.

import { HighlightStyle } from "@codemirror/language";
import { tags as t } from "@lezer/highlight";

const coloured = (name: string) => ({ color: `var(--code-${name})` });

/** How each part of a code is coloured. */
export const colours = HighlightStyle.define([
  {
    tag: [t.keyword, t.modifier, t.operatorKeyword, t.controlKeyword, t.definitionKeyword, t.moduleKeyword],
    ...coloured("keyword"),
  },
  { tag: [t.string, t.special(t.string), t.character, t.attributeValue], ...coloured("string") },
  { tag: [t.regexp, t.escape, t.special(t.brace)], ...coloured("escape") },
  { tag: [t.number, t.bool, t.null, t.atom, t.unit, t.color], ...coloured("number") },
  {
    tag: [t.comment, t.lineComment, t.blockComment, t.docComment, t.meta, t.processingInstruction],
    ...coloured("comment"),
  },
  {
    tag: [
      t.function(t.variableName),
      t.function(t.propertyName),
      t.function(t.definition(t.variableName)),
      t.macroName,
    ],
    ...coloured("function"),
  },
  { tag: [t.typeName, t.className, t.namespace, t.definition(t.typeName)], ...coloured("type") },
  { tag: [t.tagName, t.angleBracket, t.standard(t.tagName)], ...coloured("tag") },
  {
    tag: [t.attributeName, t.propertyName, t.labelName, t.annotation, t.definition(t.propertyName)],
    ...coloured("property"),
  },
  { tag: [t.standard(t.variableName), t.self, t.special(t.variableName)], ...coloured("number") },
  { tag: [t.heading, t.heading1, t.heading2, t.heading3], ...coloured("keyword"), fontWeight: "600" },
  { tag: [t.link, t.url], ...coloured("string"), textDecoration: "underline" },
  { tag: t.quote, ...coloured("comment") },
  { tag: t.monospace, ...coloured("string") },
  { tag: t.emphasis, fontStyle: "italic" },
  { tag: t.strong, fontWeight: "600" },
  { tag: t.strikethrough, textDecoration: "line-through" },
  { tag: [t.inserted], ...coloured("string") },
  { tag: [t.deleted, t.invalid], ...coloured("tag") },
]);
