// Paths as they are shown. No page, no server.

/** The last part of a path. */
export const nameOf = (path: string): string => path.split("/").at(-1) ?? path;

/** What stands before it, without the slash. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The folders that a path lies in, the nearest last. */
export function foldersOf(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, at) => names.slice(0, at + 1).join("/"));
}
