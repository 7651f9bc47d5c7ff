import { ArrowDown, ArrowUp, CircleCheckBig, GitCompareArrows, TriangleAlert, Unplug } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { run } from "../commands/registry.ts";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { later } from "../look/later.tsx";
import { fail } from "../notices/notices.ts";
import { may } from "../server.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { askToRemove } from "./asking.tsx";
import { Changes } from "./Changes.tsx";
import { Conflict } from "./Conflict.tsx";
import { preview } from "./deciding.ts";
import { byId, go } from "./list.ts";
import { type Reviewing, reviewOf } from "./reviewing.ts";
import "./review.css";

const Compare = later(async () => (await import("../compare/Compare.tsx")).default);

/** What a worktree changed, and what is to be merged of it. */
export default function Review({ tab }: { tab: Tab }) {
  const it = reviewOf(tab.key);
  useEffect(() => it.begin(), [it]);
  return (
    <div class="review" data-place="review">
      {it.review.value?.files.length ? <Body it={it} /> : <Without it={it} />}
    </div>
  );
}

function Without({ it }: { it: Reviewing }) {
  const tree = byId(it.id);
  if (it.trouble.value || !tree)
    return (
      <Empty icon={Unplug} text={tree?.trouble || it.trouble.value || words.trees.gone404}>
        <button type="button" data-focus onClick={() => void it.ask()}>
          {words.trees.again}
        </button>
        {tree && may("workspaces:write") && (
          <button type="button" onClick={() => void askToRemove(tree).catch(fail)}>
            {words.trees.remove}
          </button>
        )}
      </Empty>
    );
  if (!it.review.value)
    return (
      <div class="review-wait busy" role="status">
        {words.trees.waiting}
      </div>
    );
  return (
    <Empty icon={CircleCheckBig} text={`${words.trees.nothing}. ${words.trees.nothingHow(it.name, it.main)}`}>
      <button type="button" data-focus onClick={() => go(tree)}>
        {words.trees.goTo}
      </button>
      {may("workspaces:write") && (
        <button type="button" onClick={() => void askToRemove(tree).catch(fail)}>
          {words.trees.remove}
        </button>
      )}
    </Empty>
  );
}

function Body({ it }: { it: Reviewing }) {
  return (
    <>
      <Head it={it} />
      <div class="review-body">
        <Changes it={it} />
        <div class="review-seen">
          <Seen it={it} />
        </div>
      </div>
    </>
  );
}

/** What the merge comes to, and its button. */
function Head({ it }: { it: Reviewing }) {
  const { taken, left, open } = it.counts.value;
  return (
    <header class="review-head">
      <h2>
        <GitCompareArrows size={16} />
        {words.trees.lead(it.name, it.main)}
      </h2>
      <p role="status">
        {words.trees.files(it.review.value!.files.length)}
        {left > 0 && ` · ${words.trees.left(left)}`}
        {open > 0 && (
          <strong>
            {" · "}
            <TriangleAlert size={13} /> {words.trees.open(open)}
          </strong>
        )}
      </p>
      <div class="review-steps">
        <IconButton icon={ArrowUp} command="trees.previous" />
        <IconButton icon={ArrowDown} command="trees.next" />
      </div>
      {may("files:write") ? (
        <button
          type="button"
          class="main"
          disabled={!taken || it.merging.value}
          data-command="trees.merge"
          onClick={() => void run("trees.merge")}
        >
          {it.merging.value ? words.trees.merging : words.trees.merge(taken, it.main)}
        </button>
      ) : (
        <span class="soft">{words.trees.mayNot}</span>
      )}
    </header>
  );
}

/** The chosen change: both texts, and what to do about a conflict. */
function Seen({ it }: { it: Reviewing }) {
  const line = it.line.value;
  const found = it.compared.value;
  const last = useRef(found);
  if (found) last.current = found;
  if (!line) return <p class="review-note">{words.trees.pick}</p>;
  if (line.file.note) return <p class="review-note">{line.file.note}</p>;
  if (line.file.binary) return <p class="review-note">{words.trees.binary}</p>;
  if (found?.file.path !== line.file.path) return <div class="review-wait busy" />;
  const made = preview(found.main ?? "", found.file.hunks, it.decisions.value, line.hunk?.id ?? "");
  const active = made.marks.find((each) => each.active) ?? (line.hunk ? undefined : made.marks[0]);
  return (
    <>
      <Compare
        path={found.file.path}
        before={found.main ?? ""}
        after={made.text}
        titles={[words.trees.beforeSide(it.main), words.trees.afterSide(it.main)]}
        marks={made.marks}
        line={active?.from}
      />
      {line.hunk?.conflict && <Conflict key={line.hunk.id} it={it} hunk={line.hunk} />}
    </>
  );
}
