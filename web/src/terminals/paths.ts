// Names of files, with a line and a column, in what a program prints.

/** A place in a file that is named in a text; `start` and `end` are where the name stands in it. */
export interface Place {
  start: number;
  end: number;
  path: string;
  line?: number;
  column?: number;
}

const NAME = String.raw`(?:~|\.{1,2})?/?[\p{L}\p{N}@_+.,=~#%\-][\p{L}\p{N}@_+.,=~#%\-/]*`;
const AFTER = String.raw`(?::(\d+)(?::(\d+))?|\((\d+)(?:,\s?(\d+))?\)|", line (\d+))?`;
const FOUND = new RegExp(`(?<![\\p{L}\\p{N}/:@.])(${NAME})${AFTER}`, "gu");
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/\S+/gi;
const LONGEST = 2_000;
const MOST = 20;

/** What may be names of files in a line: with a slash, an ending, or a number of a line after it. */
export function placesIn(text: string): Place[] {
  const found: Place[] = [];
  const plain = text.slice(0, LONGEST).replace(ADDRESS, (address) => " ".repeat(address.length));
  for (const match of plain.matchAll(FOUND)) {
    const line = match[2] ?? match[4] ?? match[6];
    const column = match[3] ?? match[5];
    const name = line ? match[1]! : match[1]!.replace(/[.,]+$/, "");
    if (!/\p{L}/u.test(name) || (!line && !/\/|[^.]\.[\p{L}][\p{L}\p{N}]*$/u.test(name))) continue;
    found.push({
      start: match.index,
      end: match.index + (line ? match[0].length : name.length),
      path: name,
      ...(line && { line: Number(line) }),
      ...(column && { column: Number(column) }),
    });
    if (found.length === MOST) break;
  }
  return found;
}

/** The paths from the workspace's folder that a name may mean: from the terminal's folder first, then from the workspace's. */
export function candidates(name: string, cwd: string, folder: string): string[] {
  if (name.startsWith("~")) return [];
  if (name.startsWith("/")) {
    const inside = name.startsWith(`${folder.replace(/\/$/, "")}/`);
    return inside ? known(normal(name.slice(folder.replace(/\/$/, "").length + 1))) : [];
  }
  const stripped = /^[ab]\//.test(name) ? [normal(name.slice(2))] : [];
  return [...new Set([normal(`${cwd}/${name}`), normal(name), ...stripped].flatMap(known))];
}

const known = (path: string | undefined): string[] => (path ? [path] : []);

/** A path without `.` and `..`; undefined if it leaves the workspace. */
function normal(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") {
      if (!parts.length) return undefined;
      parts.pop();
    } else if (part && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** The folder that a program told of by OSC 7, from the workspace's; undefined if it is outside. */
export function toldFolder(address: string, folder: string): string | undefined {
  const match = /^file:\/\/[^/]*(\/.*)$/.exec(address);
  if (!match) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(match[1]!);
  } catch {
    return undefined;
  }
  const base = folder.replace(/\/$/, "");
  return path === base ? "" : path.startsWith(`${base}/`) ? normal(path.slice(base.length + 1)) : undefined;
}

/** A path as a shell takes it as one word. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
