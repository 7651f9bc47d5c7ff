// Which files have a preview that differs from what the editor shows.

const SHOWN = new Set([
  "html",
  "htm",
  "md",
  "markdown",
  "mdown",
  "svg",
  "ipynb",
  "csv",
  "tsv",
  "tab",
  "png",
  "jpg",
  "jpeg",
  "gif",
  "webp",
  "avif",
]);

/** What a path ends with, in lower case, without its dot. */
const ending = (path: string): string => /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";

/** Whether a file can be shown as a page. */
export const isShown = (path: string): boolean => SHOWN.has(ending(path));

/** Whether its page may name what is elsewhere. */
export const mayNameOthers = (path: string): boolean =>
  ["html", "htm", "md", "markdown", "mdown", "ipynb"].includes(ending(path));

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Where a browser finds a program.
 *
 * @param page the address of this page.
 * @returns undefined if names beneath that domain don't lead from this browser to the server.
 */
export function addressOf(page: URL, name: string, domain: string): string | undefined {
  if (domain === "localhost" && !LOOPBACK.test(page.hostname)) return undefined;
  return `${page.protocol}//${name}${page.port && `:${page.port}`}`;
}

/** What was typed as a path, as one: it begins with one slash. */
export const asPath = (typed: string): string => `/${typed.trim().replace(/^\/+/, "")}`;
