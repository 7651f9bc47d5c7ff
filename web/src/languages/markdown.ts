// What language servers say, read from Markdown: as much of it as they use, and nothing that could be more than text.

/** A part of a line. */
export type Span =
  | { kind: "text" | "code" | "strong" | "emphasis"; text: string }
  | { kind: "link"; text: string; href: string };

/** A part of what is said. */
export type Block =
  | { kind: "code"; language: string; text: string }
  | { kind: "prose" | "item" | "heading"; spans: Span[] }
  | { kind: "rule" };

const FENCE = /^\s*(```+|~~~+)\s*(\w*)/;

/** Reads Markdown. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  let prose: string[] = [];
  const end = () => {
    if (prose.length) blocks.push({ kind: "prose", spans: spansOf(prose.join("\n")) });
    prose = [];
  };
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n]!;
    const fence = FENCE.exec(line);
    if (fence) {
      end();
      const last = lines.findIndex((each, at) => at > n && each.trim().startsWith(fence[1]!));
      const stop = last < 0 ? lines.length : last;
      const code = lines
        .slice(n + 1, stop)
        .join("\n")
        .trim();
      if (code) blocks.push({ kind: "code", language: fence[2]!, text: code });
      n = stop;
    } else if (!line.trim()) end();
    else if (/^\s*([-*_])\s*(\1\s*){2,}$/.test(line)) {
      end();
      blocks.push({ kind: "rule" });
    } else if (/^\s*([-*+]|\d+[.)])\s+/.test(line)) {
      end();
      blocks.push({ kind: "item", spans: spansOf(line.replace(/^\s*([-*+]|\d+[.)])\s+/, "")) });
    } else if (/^#{1,6}\s/.test(line)) {
      end();
      blocks.push({ kind: "heading", spans: spansOf(line.replace(/^#+\s+/, "")) });
    } else prose.push(line);
  }
  end();
  return blocks.filter((each, at) => each.kind !== "rule" || (at > 0 && at < blocks.length - 1));
}

const SPAN =
  /(`+)([\s\S]+?)\1|\*\*([^*]+)\*\*|__([^_]+)__|(?<!\w)[*_]([^*_\s][^*_]*)[*_](?!\w)|\[([^\]]+)\]\(<?([^)\s>]*)>?[^)]*\)|\\([\\`*_{}[\]()#+\-.!<>|])|&(lt|gt|amp|quot|nbsp|#39);/g;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', nbsp: " ", "#39": "'" };

/** Reads what stands within a paragraph. */
export function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  const put = (span: Span) => {
    const last = spans.at(-1);
    if (span.kind === "text" && last?.kind === "text") last.text += span.text;
    else if (span.text) spans.push(span);
  };
  let at = 0;
  for (const found of text.matchAll(SPAN)) {
    put({ kind: "text", text: text.slice(at, found.index) });
    at = found.index + found[0].length;
    const [, , code, strong, bold, emphasis, title, href, escaped, entity] = found;
    if (code !== undefined) put({ kind: "code", text: code.trim() });
    else if (strong ?? bold) put({ kind: "strong", text: (strong ?? bold)! });
    else if (emphasis) put({ kind: "emphasis", text: emphasis });
    else if (title !== undefined)
      put(/^https?:\/\//.test(href!) ? { kind: "link", text: title, href: href! } : { kind: "text", text: title });
    else put({ kind: "text", text: escaped ?? ENTITIES[entity!]! });
  }
  put({ kind: "text", text: text.slice(at) });
  return spans;
}
