import MarkdownIt from "markdown-it";
import { type ComponentChild, h } from "preact";
import { useMemo } from "preact/hooks";
import { openFile } from "../editor/state.ts";
import { resolved } from "../notes/state.ts";
import { raw } from "../server.ts";
import { words } from "../words/index.ts";
import { parsed } from "./book.ts";
import { Formula } from "./Formula.tsx";
import { formulas } from "./formulas.ts";

type Token = ReturnType<MarkdownIt["parse"]>[number];

/** HTML in it is text: nothing of it is ever parsed. */
const reader = new MarkdownIt({ html: false, linkify: false }).use(formulas);
const ELSEWHERE = /^(?:https?|mailto):/i;

interface Around {
  path: string;
  /** Pictures that are in the cell itself, by name. */
  attached: Record<string, Record<string, unknown>>;
}

/** Markdown as it reads. */
export function Prose({ source, path, more = "{}" }: { source: string; path: string; more?: string }) {
  const drawn = useMemo(() => {
    const attached = Object(parsed(more)["attachments"]) as Around["attached"];
    return drawnOf(reader.parse(source, {}), { path, attached });
  }, [source, path, more]);
  return <div class="notebook-prose">{drawn}</div>;
}

/** Builds the tree of which the tokens tell the begins and ends. */
function drawnOf(tokens: readonly Token[], around: Around): ComponentChild[] {
  const levels: { token?: Token; children: ComponentChild[] }[] = [{ children: [] }];
  for (const token of tokens) {
    if (token.nesting > 0) levels.push({ token, children: [] });
    else if (token.nesting < 0) {
      const { token: begun, children } = levels.pop()!;
      levels.at(-1)!.children.push(begun?.hidden ? children : element(begun!, children, around));
    } else levels.at(-1)!.children.push(leaf(token, around));
  }
  return levels[0]!.children;
}

function leaf(token: Token, around: Around): ComponentChild {
  if (token.type === "inline") return drawnOf(token.children ?? [], around);
  if (token.type === "fence" || token.type === "code_block") return h("pre", {}, h("code", {}, token.content));
  if (token.type === "code_inline") return h("code", {}, token.content);
  if (token.tag === "math") return <Formula tex={token.content} block={token.markup === "$$"} />;
  if (token.type === "softbreak") return " ";
  if (token.type === "hardbreak") return h("br", {});
  if (token.type === "hr") return h("hr", {});
  if (token.type === "image") return picture(token, around);
  return token.content;
}

function element(token: Token, children: ComponentChild[], around: Around): ComponentChild {
  if (token.tag !== "a") {
    const start = token.attrGet("start");
    const aligned = /text-align:(left|right|center)/.exec(token.attrGet("style") ?? "")?.[1];
    return h(token.tag, { ...(start && { start }), ...(aligned && { class: `to-${aligned}` }) }, ...children);
  }
  const href = token.attrGet("href") ?? "";
  if (ELSEWHERE.test(href)) return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
  const go = (event: MouseEvent) => {
    event.preventDefault();
    const [name = "", heading = ""] = href.split("#");
    const path = name && resolved(around.path, decoded(name));
    if (path) openFile(path);
    else if (!name) goToHeading(event.currentTarget as Element, decoded(heading));
  };
  return h("a", { href: "#", onClick: go }, ...children);
}

/** As Jupyter names them: the text of a heading, with hyphens for blanks. */
const nameOf = (text: string): string => text.trim().replace(/\s/g, "-").toLowerCase();

function goToHeading(from: Element, name: string): void {
  const all = from.closest(".notebook-page")?.querySelectorAll(".notebook-prose :is(h1, h2, h3, h4, h5, h6)") ?? [];
  [...all].find((each) => nameOf(each.textContent) === nameOf(name))?.scrollIntoView();
}

/** What a part of an address says; one that says nothing is taken as it is written. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function picture(token: Token, { path, attached }: Around): ComponentChild {
  const [src, alt] = [token.attrGet("src") ?? "", token.content];
  const shown = (address: string) => h("img", { src: address, alt });
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(src)) return shown(src);
  if (src.startsWith("attachment:")) {
    const [type, data] = Object.entries(Object(attached[decoded(src.slice(11))]))[0] ?? [];
    return type?.startsWith("image/") ? shown(`data:${type};base64,${String(data)}`) : alt;
  }
  if (ELSEWHERE.test(src))
    return h("a", { href: src, target: "_blank", rel: "noopener noreferrer" }, words.notes.external(alt));
  const file = resolved(path, decoded(src));
  return file ? shown(raw(file)) : alt;
}
