// Which of the forms of an output is shown.

/** What is shown of an output, the best first. */
const ORDER = [
  "text/html",
  "text/latex",
  "image/svg+xml",
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "text/markdown",
  "application/json",
  "text/plain",
];
const PICTURE = /^image\/(png|jpeg|webp|gif)$/;
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;

export interface Shown {
  kind: "html" | "picture" | "markdown" | "formula" | "text";
  /** The text, or of a picture its address. */
  text: string;
}

const address = (type: string, how: string, data: string): string => `data:${type};${how},${data}`;

/** LaTeX that is one formula, with or without its dollars, or a text with formulas in it. */
function latex(text: string): Shown {
  const [, formula = text] = /^\s*\$\$?([^$]*)\$\$?\s*$/.exec(text) ?? [];
  return formula.includes("$") ? { kind: "markdown", text } : { kind: "formula", text: formula };
}

/** What is shown of an output's forms; nothing if none of them can be. */
export function shownOf(data: Record<string, unknown>): Shown | undefined {
  for (const type of [...ORDER, ...Object.keys(data).filter((each) => /^text\/|json$/.test(each))]) {
    const value = data[type];
    if (value === undefined) continue;
    const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
    if (type === "text/html") return { kind: "html", text };
    if (type === "image/svg+xml")
      return { kind: "picture", text: address(type, "charset=utf-8", encodeURIComponent(text)) };
    if (type === "text/markdown") return { kind: "markdown", text };
    if (type === "text/latex") return latex(text);
    if (!PICTURE.test(type)) return { kind: "text", text };
    if (BASE64.test(text)) return { kind: "picture", text: address(type, "base64", text.replace(/\s/g, "")) };
  }
  return undefined;
}

/** How wide a picture says that it is, in pixels. */
export function widthOf(metadata: unknown): number | undefined {
  for (const each of Object.values(Object(metadata) as Record<string, unknown>)) {
    const width = Number((each as { width?: unknown } | null)?.width);
    if (width > 0 && width < 10_000) return width;
  }
  return undefined;
}
