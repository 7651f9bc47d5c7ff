// What to do where a name is taken: a person is asked, once for all if they like.

import { signal } from "@preact/signals";
import { ask } from "../look/Dialog.tsx";
import { words } from "../words/index.ts";

export type Answer = "replace" | "both" | "skip";
/** Asks about a name; what is there may be replaced or not. */
export type Decide = (name: string, replaceable: boolean) => Promise<Answer>;

/** One who asks for an operation, one question after the other, and remembers what holds for all. */
export function asker(many: boolean): Decide {
  let before: Promise<unknown> = Promise.resolve();
  let always: Answer | undefined;
  const decide: Decide = async (name, replaceable) => {
    if (always && (replaceable || always !== "replace")) return always;
    const all = signal(false);
    const answers = [
      ...(replaceable ? [{ value: "replace", title: words.files.replace, kind: "bad" as const }] : []),
      { value: "both", title: words.files.keepBoth },
      { value: "skip", title: words.files.skip },
    ];
    const answer = (await ask(words.files.taken(name), answers, <Body all={all} many={many} />)) as Answer | "";
    if (all.value && answer) always = answer;
    return answer || "skip";
  };
  return (name, replaceable) => {
    const next = before.then(() => decide(name, replaceable));
    before = next;
    return next;
  };
}

function Body({ all, many }: { all: { value: boolean }; many: boolean }) {
  return (
    <>
      <p>{words.files.takenBody}</p>
      {many && (
        <label class="files-for-all">
          <input type="checkbox" onChange={(event) => (all.value = event.currentTarget.checked)} />
          {words.files.forAll}
        </label>
      )}
    </>
  );
}
