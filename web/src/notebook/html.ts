// HTML that programs put out: simple tables and text become elements of ours; all else goes into a frame that can do nothing.

import { type ComponentChild, h } from "preact";

interface Policy {
  createHTML(text: string): string;
}

/** What is made of it is only parsed, or shown in a frame without scripts, without an origin and without a network. */
const policy: Policy = (
  (globalThis as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }).trustedTypes ?? {
    createPolicy: (_name: string, rules: Policy) => rules,
  }
).createPolicy("icotes-output", { createHTML: (text) => text });

const PLAIN = new Set(
  "table thead tbody tfoot tr th td caption p div span b strong i em u s code pre br hr ul ol li dl dt dd h1 h2 h3 h4 h5 h6 sub sup small blockquote".split(
    " ",
  ),
);
const SPANS = ["colspan", "rowspan"] as const;
const LARGE = 500_000;

/** A piece of HTML as elements of ours, if it is nothing but text and tables; else nothing. */
export function simple(html: string): ComponentChild[] | undefined {
  if (html.length > LARGE) return undefined;
  const { head, body } = new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  for (const each of [...body.querySelectorAll("*"), ...head.querySelectorAll("*")])
    if (!PLAIN.has(each.localName) && each.localName !== "style") return undefined;
  if (body.querySelector("[style], [hidden]")) return undefined;
  // What is styled cell by cell, as pandas does by ids, means something by it; what is said of all tables does not.
  if (
    [...body.querySelectorAll("style"), ...head.querySelectorAll("style")].some((each) =>
      each.textContent.includes("#"),
    )
  )
    return undefined;
  return childrenOf(body);
}

function childrenOf(parent: Node): ComponentChild[] {
  return [...parent.childNodes].map((node) => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof Element) || node.localName === "style") return null;
    const spans = SPANS.map((name) => [name, Number(node.getAttribute(name))] as const);
    const kept = Object.fromEntries(spans.filter(([, value]) => value > 1 && value <= 1000));
    return h(node.localName, kept, ...childrenOf(node));
  });
}

const RULES = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:";

/** A whole page of a piece of HTML, for a frame. */
export const framed = (html: string): string =>
  policy.createHTML(
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${RULES}">` +
      `<meta name="color-scheme" content="light dark"><style>body{margin:8px;font:13px/1.5 sans-serif}</style>${html}`,
  );
