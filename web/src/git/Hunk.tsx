import { useState } from "preact/hooks";
import { fail } from "../notices/notices.ts";
import type { PatchHunk } from "../rpc.gen.ts";
import { may } from "../server.ts";
import { words } from "../words/index.ts";
import { discard, stage, unstage } from "./acting.tsx";
import { numbered, type Shown, type Side } from "./sides.ts";

interface Props {
  hunk: PatchHunk;
  side: Side;
  at: number;
  of: number;
}

/** Lines that differ; some of them can be chosen. */
export function Hunk({ hunk, side, at, of }: Props) {
  const [chosen, choose] = useState<ReadonlySet<number>>(new Set());
  const lines = numbered(hunk);
  const acts = may("git:write") && side.kind !== "commit";
  const first = lines.findIndex((each) => each.kind === "added" || each.kind === "removed");
  const where = hunk.new_start + Math.max(0, first);
  const toggle = (line: number) => {
    const next = new Set(chosen);
    if (!next.delete(line)) next.add(line);
    choose(next);
  };
  return (
    <section
      class="git-hunk"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: F7 goes from one to the next
      tabIndex={0}
      data-focus={at === 0 || undefined}
      aria-label={words.git.hunk(at + 1, of, where)}
    >
      <header>
        <h3>
          {words.git.line(where)} <code>{hunk.section}</code>
        </h3>
        {acts && <Acts hunk={hunk} side={side} lines={[...chosen]} />}
      </header>
      <div class="git-lines">
        {lines.map((line, number) => (
          <Line
            key={number}
            line={line}
            pick={acts ? () => toggle(number) : undefined}
            chosen={chosen.has(number)}
            first={number === first}
          />
        ))}
      </div>
    </section>
  );
}

function Acts({ hunk, side, lines }: { hunk: PatchHunk; side: Side; lines: number[] }) {
  const said = (verb: string) => (lines.length ? words.git.these(verb, lines.length) : verb);
  if (side.kind === "staged")
    return (
      <button type="button" onClick={() => void unstage([side.path], hunk.id, lines)}>
        {said(words.git.unstage)}
      </button>
    );
  return (
    <>
      <button type="button" onClick={() => void discard([side.path], hunk.id, lines).catch(fail)}>
        {said(words.git.discard)}
      </button>
      <button type="button" onClick={() => void stage([side.path], hunk.id, lines)}>
        {said(words.git.stage)}
      </button>
    </>
  );
}

const SIGNS = { same: " ", added: "+", removed: "−", note: "\\" };

interface LineProps {
  line: Shown;
  pick: (() => void) | undefined;
  chosen: boolean;
  first: boolean;
}

function Line({ line, pick, chosen, first }: LineProps) {
  const changed = line.kind === "added" || line.kind === "removed";
  return (
    <div class={`git-line ${line.kind}`} data-chosen={chosen || undefined}>
      <span class="git-no">{line.kind === "added" || line.kind === "note" ? "" : line.old}</span>
      <span class="git-no">{line.kind === "removed" || line.kind === "note" ? "" : line.young}</span>
      {changed && pick ? (
        <button
          type="button"
          class="git-pick"
          tabIndex={first ? 0 : -1}
          aria-pressed={chosen}
          aria-label={words.git.choose(`${SIGNS[line.kind]} ${line.text.trim().slice(0, 60)}`)}
          onClick={pick}
        >
          {SIGNS[line.kind]}
        </button>
      ) : (
        <span class="git-sign">{SIGNS[line.kind]}</span>
      )}
      <code>{line.text}</code>
    </div>
  );
}
