// Quick open: files by a few letters of their names.

import { batch } from "@preact/signals";
import type { PickItem, Source } from "../commands/index.ts";
import { activePath, openFile } from "../editor/state.ts";
import { iconOf } from "../files/icons.ts";
import { here, server } from "../server.ts";
import { current, recent, splitOff } from "../shell/layout.ts";
import { words } from "../words/index.ts";

interface Target extends PickItem {
  path: string;
  line?: number;
  column?: number;
}

const MOST = 200;

/** What was typed: letters of a path, and a place in the file, e.g. `main.ts:12`. */
function read(query: string): { letters: string; line?: number; column?: number } {
  const found = /^(.*?):(\d+)?(?::(\d+))?$/.exec(query.trim());
  if (!found) return { letters: query };
  return {
    letters: found[1] ?? "",
    ...(found[2] && { line: Number(found[2]) }),
    ...(found[3] && { column: Number(found[3]) }),
  };
}

function target(path: string, more: Partial<Target>): Target {
  const at = path.lastIndexOf("/");
  const name = path.slice(at + 1);
  return { id: path, path, title: name, note: path.slice(0, Math.max(0, at)), icon: iconOf("file", name), ...more };
}

/** The files that were opened lately, but for the one that is looked at, which comes last. */
function lately(): string[] {
  const paths = recent.value.filter((each) => each.kind === "file").map((each) => each.key);
  const active = activePath.value;
  return [...paths.filter((each) => each !== active), ...paths.filter((each) => each === active)];
}

/** Files of the workspace. */
export const anyFile: Source<Target> = {
  title: words.search.quickOpen,
  placeholder: words.search.quickPlaceholder,
  empty: (query) => words.search.noFile(query.trim() !== ""),
  marked: (query) => read(query).letters.replaceAll(/\s+/g, ""),
  async load(query, signal) {
    const { letters, ...place } = read(query);
    if (!letters.trim()) return lately().map((each) => target(each, { group: words.search.lately, ...place }));
    const found = await server.files.search_names({ query: letters, limit: MOST, workspace: here.value }, signal);
    const group = place.line === undefined ? "" : words.search.atLine(place.line);
    return found.map((each) => target(each.path, { group, ...place }));
  },
  chosen({ path, line, column }, { aside }) {
    const open = () => openFile(path, { ...(line && { line }), ...(column && { column }) });
    if (aside) openAside(path, open);
    else open();
  },
};

/** Opens something in a group of its own, at the right. */
export function openAside(path: string, open: () => void): void {
  batch(() => {
    open();
    splitOff(`file:${path}`, current.value, current.value, "right");
  });
}
