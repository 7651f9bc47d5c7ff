// What a note is made of; the server writes the same as Markdown (`documents/richtext.py`).

import { type DOMOutputSpec, type Node, Schema } from "prosemirror-model";
import { tableNodes } from "prosemirror-tables";

const LEADS = /^(?:https?:\/\/|mailto:|#|\/|\.\.?\/|[^:]*$)/i;

/** Whether a link may lead to an address: the web, mail, a place in this workspace; nothing that runs. */
export const leadsSomewhere = (href: string): boolean => href !== "" && LEADS.test(href);

const level = (node: Node): number => Math.min(6, Math.max(1, Number(node.attrs["level"]) || 1));
const tables = tableNodes({ tableGroup: "block", cellContent: "inline*", cellAttributes: {} });

const asLink = (element: HTMLElement): false | { href: string } => {
  const href = element.getAttribute("href") ?? "";
  return leadsSomewhere(href) && { href };
};

/** Nodes and marks, by the names that stand in the document. */
export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { content: "inline*", group: "block", parseDOM: [{ tag: "p" }], toDOM: (): DOMOutputSpec => ["p", 0] },
    heading: {
      attrs: { level: { default: 1 } },
      content: "inline*",
      group: "block",
      defining: true,
      parseDOM: [1, 2, 3, 4, 5, 6].map((each) => ({ tag: `h${each}`, attrs: { level: each } })),
      toDOM: (node): DOMOutputSpec => [`h${level(node)}`, 0],
    },
    blockquote: {
      content: "block+",
      group: "block",
      defining: true,
      parseDOM: [{ tag: "blockquote" }],
      toDOM: (): DOMOutputSpec => ["blockquote", 0],
    },
    code_block: {
      attrs: { params: { default: "" } },
      content: "text*",
      marks: "",
      group: "block",
      code: true,
      defining: true,
      parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
      toDOM: (): DOMOutputSpec => ["pre", ["code", { spellcheck: "false" }, 0]],
    },
    horizontal_rule: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: (): DOMOutputSpec => ["hr"] },
    bullet_list: {
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ul" }],
      toDOM: (): DOMOutputSpec => ["ul", 0],
    },
    ordered_list: {
      attrs: { order: { default: 1 } },
      content: "list_item+",
      group: "block",
      parseDOM: [{ tag: "ol", getAttrs: (element) => ({ order: Number(element.getAttribute("start") ?? 1) || 1 }) }],
      toDOM: ({ attrs }): DOMOutputSpec => ["ol", { start: Number(attrs["order"]) || 1 }, 0],
    },
    list_item: {
      content: "paragraph block*",
      defining: true,
      parseDOM: [{ tag: "li" }],
      toDOM: (): DOMOutputSpec => ["li", 0],
    },
    ...tables,
    image: {
      attrs: { alt: { default: "" }, src: {} },
      inline: true,
      group: "inline",
      draggable: true,
      parseDOM: [
        {
          tag: "img",
          getAttrs(element) {
            const src = element.dataset["src"] ?? element.getAttribute("src") ?? "";
            return /^(?:data|blob):/i.test(src) || !leadsSomewhere(src) ? false : { src, alt: element.title };
          },
        },
      ],
      toDOM: ({ attrs }): DOMOutputSpec => ["img", { "data-src": attrs["src"], title: attrs["alt"] }],
    },
    hard_break: {
      inline: true,
      group: "inline",
      selectable: false,
      parseDOM: [{ tag: "br" }],
      toDOM: (): DOMOutputSpec => ["br"],
    },
    text: { group: "inline" },
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: asLink }],
      toDOM: ({ attrs }): DOMOutputSpec => {
        const href = String(attrs["href"]);
        return ["a", { href: leadsSomewhere(href) ? href : "#", title: href, rel: "noopener noreferrer" }, 0];
      },
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: (): DOMOutputSpec => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: (): DOMOutputSpec => ["em", 0] },
    strike: { parseDOM: [{ tag: "s" }, { tag: "del" }], toDOM: (): DOMOutputSpec => ["s", 0] },
    code: {
      code: true,
      parseDOM: [{ tag: "code" }],
      toDOM: (): DOMOutputSpec => ["code", { spellcheck: "false" }, 0],
    },
  },
});
