import type { ComponentChildren } from "preact";
import { openFile } from "../editor/index.tsx";
import { say } from "../notices/notices.ts";
import { here, server, workspace } from "../server.ts";
import { candidates, type Place, placesIn } from "../terminals/paths.ts";
import { words } from "../words/index.ts";
import type { Inked, Line as Pieces } from "./paper.ts";

/** A line that was printed: each piece in its colours, places in files of the workspace as links. */
export function Line({ line, cwd, end }: { line: Pieces; cwd: string; end: boolean }) {
  const places = linksIn(line.map((piece) => piece.text).join(""), cwd);
  let start = 0;
  return (
    <>
      {line.map((piece, at) => {
        const from = start;
        start += piece.text.length;
        return (
          <span
            key={at}
            class={`${piece.err ? "run-err " : ""}${piece.look}`}
            style={piece.colour ? { "--own": piece.colour } : undefined}
          >
            {places.length ? linked(piece, from, places) : piece.text}
          </span>
        );
      })}
      {end && "\n"}
    </>
  );
}

interface Link extends Place {
  line: number;
  paths: string[];
}

function linksIn(text: string, cwd: string): Link[] {
  if (!/[:(]\d|line \d/.test(text)) return [];
  return placesIn(text).flatMap((place) => {
    const paths = place.line ? candidates(place.path, cwd, workspace.value?.folder ?? "") : [];
    return paths.length ? [{ ...place, line: place.line!, paths }] : [];
  });
}

/** A piece with its links; a link that began in the piece before is not one here. */
function linked({ text }: Inked, from: number, places: readonly Link[]): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const place of places) {
    const [start, end] = [place.start - from, place.end - from];
    if (start < at || end > text.length) continue;
    parts.push(text.slice(at, start));
    parts.push(
      <button
        type="button"
        class="run-link"
        aria-label={words.run.opens(place.path, place.line)}
        onClick={() => void go(place)}
      >
        {text.slice(start, end)}
      </button>,
    );
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** Opens the first of the files that a place may mean. */
async function go({ paths, path, line, column }: Link): Promise<void> {
  for (const each of paths) {
    const found = await server.files.stat({ workspace: here.value, path: each }).catch(() => undefined);
    if (found?.type === "file") return openFile(each, { line, ...(column && { column }) });
  }
  say(words.run.notThere(path));
}
