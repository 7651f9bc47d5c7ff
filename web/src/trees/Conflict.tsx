import { TriangleAlert } from "lucide-preact";
import type { Hunk } from "../rpc.gen.ts";
import { words } from "../words/index.ts";
import { type Settled, settled, textOf } from "./deciding.ts";
import type { Reviewing } from "./reviewing.ts";

const WAYS = ["", "main", "worktree", "both", "own"] as const;

/** Lines that both changed: the three texts, and what shall stand there. */
export function Conflict({ it, hunk }: { it: Reviewing; hunk: Hunk }) {
  const now = it.decisions.value.settled.get(hunk.id);
  const settle = (way: Settled["way"] | "", text?: string) => {
    it.decisions.value = settled(hunk, way, it.decisions.value, text);
  };
  const choose = (way: Settled["way"] | "") => settle(way, way === "own" ? textOf(hunk, "both") : undefined);
  const texts = [
    [words.trees.base, hunk.base.text],
    [words.trees.inMain(it.main), hunk.main.text],
    [words.trees.inTree(it.name), hunk.worktree.text],
  ] as const;
  return (
    <section class="conflict" aria-labelledby="conflict-title">
      <h3 id="conflict-title">
        <TriangleAlert size={14} />
        {words.trees.both}
      </h3>
      <div class="conflict-texts">
        {texts.map(([title, text]) => (
          <figure key={title}>
            <figcaption>{title}</figcaption>
            {/* biome-ignore lint/a11y: what scrolls must be reached by the keyboard */}
            <pre tabIndex={0} role="group" aria-label={title}>
              {text || words.trees.emptyText}
            </pre>
          </figure>
        ))}
      </div>
      <fieldset class="conflict-ways">
        <legend>{words.trees.how}</legend>
        {WAYS.map((way) => (
          <label key={way}>
            <input
              type="radio"
              name={`way-${hunk.id}`}
              checked={(now?.way ?? "") === way}
              onChange={() => choose(way)}
            />
            {words.trees.way[way](it.main, it.name)}
          </label>
        ))}
      </fieldset>
      {now?.way === "own" && (
        <textarea
          class="mono"
          rows={Math.min(10, now.text.split("\n").length + 1)}
          aria-label={words.trees.ownText}
          value={now.text}
          spellcheck={false}
          onInput={(event) => settle("own", event.currentTarget.value)}
        />
      )}
    </section>
  );
}
