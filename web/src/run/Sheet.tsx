import { effect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { here } from "../server.ts";
import { words } from "../words/index.ts";
import { Line } from "./Line.tsx";
import type { Block } from "./paper.ts";
import { nameOf, type Shown } from "./state.ts";

const NEAR = 24;

/** What a run printed; it stays at the end while that is what is looked at. */
export function Sheet({ it: { run, paper } }: { it: Shown }) {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const top = useRef(0);
  const lines = useLines(run.cwd);
  useEffect(
    () =>
      effect(() => {
        for (const block of paper.blocks.value.slice(-1)) void block.version.value;
        requestAnimationFrame(() => {
          if (atEnd.current && box.current) box.current.scrollTop = box.current.scrollHeight;
        });
      }),
    [paper],
  );
  useLayoutEffect(() => {
    atEnd.current = true;
  }, [paper]);
  const scroll = () => {
    const { scrollTop, clientHeight, scrollHeight } = box.current!;
    if (scrollHeight - clientHeight - scrollTop < NEAR) atEnd.current = true;
    else if (scrollTop < top.current) atEnd.current = false;
    top.current = scrollTop;
  };
  const text = words.run;
  return (
    <section
      ref={box}
      class="run-sheet"
      data-place="output"
      aria-label={text.printedOf(nameOf(run))}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      onScroll={scroll}
    >
      {paper.dropped.value > 0 && <p class="run-note">{text.dropped(paper.dropped.value)}</p>}
      {paper.blocks.value.map(lines)}
      {paper.empty && <p class="run-note">{run.state === "running" ? text.nothing : text.nothingAtAll}</p>}
      <Left run={run} />
    </section>
  );
}

/** The same elements for the same block, so that only those that change are compared. */
function useLines(cwd: string): (block: Block) => VNode {
  const made = useRef(new WeakMap<Block, VNode>());
  return (block) => {
    const lines = made.current.get(block) ?? <Lines key={block.key} block={block} cwd={cwd} />;
    made.current.set(block, lines);
    return lines;
  };
}

function Lines({ block, cwd }: { block: Block; cwd: string }) {
  void block.version.value;
  const last = block.lines.length - 1;
  return (
    <pre class="run-lines">
      {block.lines.map((line, at) => (
        <Line key={at} line={line} cwd={cwd} end={at < last} />
      ))}
    </pre>
  );
}

/** The files that it left. */
function Left({ run }: { run: Shown["run"] }) {
  if (!run.files.length && !run.passed_over) return null;
  const text = words.run;
  const address = (name: string) =>
    `/api/v1/workspaces/${here.value}/runs/${run.id}/files/${name.split("/").map(encodeURIComponent).join("/")}`;
  return (
    <div class="run-left">
      <h3>{text.files}</h3>
      <ul>
        {run.files.map(({ name, size }) => (
          <li key={name}>
            <a href={address(name)} download={name.slice(name.lastIndexOf("/") + 1)}>
              {text.file_(name, size < 10_000 ? `${size} B` : `${Math.round(size / 1000)} kB`)}
            </a>
          </li>
        ))}
      </ul>
      {run.passed_over > 0 && <p class="run-note">{text.passedOver(run.passed_over)}</p>}
    </div>
  );
}
