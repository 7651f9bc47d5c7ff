// Addresses and places in files, in what is printed: Ctrl+click (Cmd on a Mac) opens them, a finger's tap too.

import { WebLinksAddon } from "@xterm/addon-web-links";
import type { IBufferLine, ILink, ILinkProvider, Terminal } from "@xterm/xterm";
import { openFile } from "../editor/index.tsx";
import { here, server, workspace } from "../server.ts";
import { candidates, placesIn } from "./paths.ts";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const COARSE = matchMedia("(pointer: coarse)");
const MOST_LINES = 12;
const REMEMBERED = 200;
const SECONDS = 10;

/** Shows or hides what a click on a link does. */
export type Hint = (shown: boolean) => void;

const meant = (event: MouseEvent): boolean => COARSE.matches || (MAC ? event.metaKey : event.ctrlKey);

function visit(event: MouseEvent, address: string): void {
  if (meant(event) && /^https?:\/\//i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
}

/** Makes links of addresses and of files that there are; `cwd` is the folder in which the program works. */
export function addLinks(term: Terminal, cwd: () => string, hint: Hint): void {
  const hover = () => hint(true);
  const leave = () => hint(false);
  term.options.linkHandler = { activate: visit, hover, leave };
  term.loadAddon(new WebLinksAddon(visit, { hover, leave }));
  term.registerLinkProvider(new Files(term, cwd, hint));
}

class Files implements ILinkProvider {
  private readonly term: Terminal;
  private readonly cwd: () => string;
  private readonly hint: Hint;

  constructor(term: Terminal, cwd: () => string, hint: Hint) {
    this.term = term;
    this.cwd = cwd;
    this.hint = hint;
  }

  async provideLinks(row: number, callback: (links: ILink[] | undefined) => void): Promise<void> {
    const { text, cells } = textAt(this.term, row - 1);
    const links: ILink[] = [];
    for (const place of placesIn(text)) {
      const start = cells[place.start]!;
      const end = cells[place.end - 1]!;
      if (start.y > row || end.y < row) continue;
      const path = await there(candidates(place.path, this.cwd(), workspace.value?.folder ?? ""));
      if (path === undefined) continue;
      links.push({
        range: { start, end },
        text: text.slice(place.start, place.end),
        activate: (event) => {
          if (meant(event)) openFile(path, { ...place, focus: true });
        },
        hover: () => this.hint(true),
        leave: () => this.hint(false),
      });
    }
    callback(links.length ? links : undefined);
  }
}

interface Cell {
  x: number;
  y: number;
}

/** The whole line that a row belongs to, over wrapped rows, and where each of its characters stands. */
function textAt(term: Terminal, row: number): { text: string; cells: Cell[] } {
  const buffer = term.buffer.active;
  let first = row;
  while (first > 0 && row - first < MOST_LINES && buffer.getLine(first)?.isWrapped) first--;
  let text = "";
  const cells: Cell[] = [];
  for (let y = first; y < first + 2 * MOST_LINES; y++) {
    const line = buffer.getLine(y);
    if (!line || (y > first && !line.isWrapped)) break;
    text += readRow(line, y, cells);
  }
  return { text, cells };
}

function readRow(line: IBufferLine, y: number, cells: Cell[]): string {
  let text = "";
  for (let x = 0; x < line.length; x++) {
    const cell = line.getCell(x);
    if (!cell?.getWidth()) continue;
    const chars = cell.getChars() || " ";
    text += chars;
    for (let n = 0; n < chars.length; n++) cells.push({ x: x + 1, y: y + 1 });
  }
  return text;
}

const files = new Map<string, { found: Promise<boolean>; at: number }>();

/** The first of these paths that is a file; what was found is remembered for some seconds. */
async function there(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    let known = files.get(path);
    if (!known || performance.now() - known.at > SECONDS * 1000) {
      const found = server.files.stat({ workspace: here.value, path }).then(
        (entry) => entry.type === "file",
        () => false,
      );
      known = { found, at: performance.now() };
      files.set(path, known);
      if (files.size > REMEMBERED) files.delete(files.keys().next().value!);
    }
    if (await known.found) return path;
  }
  return undefined;
}
