import { ask } from "../look/Dialog.tsx";
import type { WorkspaceInfo } from "../rpc.gen.ts";
import { workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { byId, called, create, go, remove } from "./list.ts";
import "./trees.css";

const FEW = 8;

/** Asks for a name and makes a worktree. */
export async function askToCreate(): Promise<void> {
  const asked = { name: "", branch: "", start: "" };
  const field = (key: keyof typeof asked, title: string, example: string) => (
    <label class="trees-field">
      {title}
      <input
        name={key}
        placeholder={example}
        autocomplete="off"
        maxLength={100}
        onInput={(event) => (asked[key] = event.currentTarget.value.trim())}
        onKeyDown={(event) => {
          if (event.key === "Enter")
            event.currentTarget.closest("dialog")?.querySelector<HTMLElement>(".main")?.click();
        }}
      />
    </label>
  );
  const body = (
    <div class="trees-form">
      <p>{words.trees.createHow}</p>
      {field("name", words.trees.name, words.trees.nameExample)}
      <details>
        <summary>{words.trees.more}</summary>
        {field("branch", words.trees.branch, words.trees.branchExample)}
        {field("start", words.trees.start, words.trees.startExample)}
      </details>
    </div>
  );
  const answers = [
    { value: "make", title: words.trees.make, kind: "main" },
    { value: "", title: words.trees.cancel },
  ] as const;
  if ((await ask(words.trees.createTitle, answers, body)) === "make" && asked.name)
    await create(asked.name, asked.branch, asked.start);
}

/** Asks, and deletes a worktree; once more if it holds what is not merged. */
export async function askToRemove(it: WorkspaceInfo): Promise<void> {
  const name = called(it);
  const answers = [
    { value: "remove", title: words.trees.remove, kind: "bad" },
    { value: "", title: words.trees.keep },
  ] as const;
  if ((await ask(words.trees.removeTitle(name), answers, <p>{words.trees.removeHow}</p>)) !== "remove") return;
  const main = byId(it.base);
  const changed = await remove(it, false);
  if (changed.length) {
    const body = (
      <>
        <p>{words.trees.removeChanged(name, changed.length)}</p>
        <ul class="trees-paths">
          {changed.slice(0, FEW).map((each) => (
            <li key={each}>
              <bdi>{each}</bdi>
            </li>
          ))}
          {changed.length > FEW && <li>{words.trees.andMore(changed.length - FEW)}</li>}
        </ul>
      </>
    );
    const sure = [
      { value: "remove", title: words.trees.removeAnyway, kind: "bad" },
      { value: "", title: words.trees.keep },
    ] as const;
    if ((await ask(words.trees.removeTitle(name), sure, body)) !== "remove") return;
    await remove(it, true);
  }
  if (it.id === workspace.peek()?.id && main) go(main);
}
