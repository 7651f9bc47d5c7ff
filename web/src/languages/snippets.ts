// Snippets as language servers write them, made those of the editor.

/**
 * A snippet of the protocol (`f($1, ${2:name})$0`) as the editor wants it (`f(${1}, ${2:name})${}`).
 *
 * Choices become their first answer, variables nothing.
 */
export function snippetOf(text: string): string {
  const out: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === "\\" && at + 1 < text.length) {
      out.push(plain(text[at + 1]!));
      at += 2;
    } else if (char === "$") {
      const [made, end] = field(text, at);
      out.push(made);
      at = end;
    } else {
      out.push(plain(char));
      at++;
    }
  }
  return out.join("");
}

/** A character that is to stand there as it is. */
const plain = (char: string): string => (/[{}\\]/.test(char) ? `\\${char}` : char);

function field(text: string, at: number): [string, number] {
  const short = /^\$(\d+)/.exec(text.slice(at));
  if (short) return [named(short[1]!, ""), at + short[0].length];
  const long = /^\$\{(\d+)/.exec(text.slice(at));
  const variable = /^\$(?:\{[A-Za-z_]\w*|[A-Za-z_]\w*)/.exec(text.slice(at));
  if (variable && !long)
    return ["", variable[0].startsWith("${") ? closing(text, at + 1) + 1 : at + variable[0].length];
  if (!long) return ["$", at + 1];
  const end = closing(text, at + 1);
  const inside = text.slice(at + long[0].length, end);
  const choice = /^\|((?:\\.|[^,|\\])*)/.exec(inside);
  const value = choice ? choice[1]! : inside.startsWith(":") ? bare(inside.slice(1)) : "";
  return [named(long[1]!, value.replaceAll(/\\(.)/g, "$1")), end + 1];
}

/** The last place to go to has no number of its own in the editor. */
const named = (number: string, value: string): string => {
  const safe = value.replaceAll(/[{}]/g, "");
  return number === "0" ? `\${${safe}}` : `\${${number}${safe ? `:${safe}` : ""}}`;
};

/** A value without fields in it. */
const bare = (value: string): string => value.replaceAll(/\$\{\d+:?([^{}]*)\}|\$\d+/g, "$1");

/** Where the brace at `at` is closed. */
function closing(text: string, at: number): number {
  let depth = 0;
  for (let n = at; n < text.length; n++) {
    if (text[n] === "\\") n++;
    else if (text[n] === "{") depth++;
    else if (text[n] === "}" && --depth === 0) return n;
  }
  return text.length;
}
