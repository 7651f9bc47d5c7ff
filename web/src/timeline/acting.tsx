import { ask } from "../look/Dialog.tsx";
import { fail, say } from "../notices/notices.ts";
import type { Difference } from "../rpc.gen.ts";
import { here, once, server } from "../server.ts";
import { focusSoon } from "../shell/focus.ts";
import { open } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { nameOf } from "./telling.ts";
import { versionsAt } from "./versions.ts";

const FEW = 6;
const MOST = 1000;

/** Shows the versions of a file; at one of them, if its moment is given. */
export function showHistory(path: string, moment = ""): void {
  open("history", path, words.timeline.historyOf(nameOf(path)));
  if (moment) void versionsAt(path).look(moment);
  focusSoon("centre");
}

/** Asks for a name and gives it to the state of all files as it is now. */
export async function makeCheckpoint(): Promise<void> {
  let name = "";
  const body = (
    <label class="timeline-field">
      <span>{words.timeline.checkpointHow}</span>
      {words.timeline.checkpointName}
      <input
        placeholder={words.timeline.checkpointExample}
        autocomplete="off"
        maxLength={100}
        onInput={(event) => (name = event.currentTarget.value.trim())}
        onKeyDown={(event) => {
          if (event.key === "Enter")
            event.currentTarget.closest("dialog")?.querySelector<HTMLElement>(".main")?.click();
        }}
      />
    </label>
  );
  const answers = [
    { value: "make", title: words.timeline.make, kind: "main" },
    { value: "", title: words.timeline.cancel },
  ] as const;
  if ((await ask(words.timeline.checkpointTitle, answers, body)) !== "make" || !name) return;
  await server.workspaces.checkpoint({ workspace: here.peek(), name, ...once() });
  say(words.timeline.made(name), { kind: "done" });
}

/** Takes a file, or everything, back to a point, after somebody saw what that changes. */
export async function restore(to: string, when: string, path = ""): Promise<void> {
  const page = await server.workspaces.diff({ workspace: here.peek(), old: to, path, limit: MOST });
  const title = path ? words.timeline.confirmFile(nameOf(path), when) : words.timeline.confirmAll(when);
  if (!page.items.length)
    return void ask(title, [{ value: "", title: words.timeline.ok }], <p>{words.timeline.nothingDiffers}</p>);
  const answers = [
    { value: "restore", title: words.timeline.restore, kind: "main" },
    { value: "", title: words.timeline.keep },
  ] as const;
  if ((await ask(title, answers, <Changes differences={page.items} more={page.next !== null} />)) !== "restore") return;
  await goBack(to, path);
}

/** Takes it back without asking, and offers to undo that. */
async function goBack(to: string, path: string): Promise<void> {
  const done = await server.workspaces.restore({ workspace: here.peek(), to, path, ...once() });
  const undo = { title: words.timeline.undo, run: () => goBack(done.before, path).catch(fail) };
  const changed = done.created + done.changed + done.deleted;
  say(words.timeline.done(changed), { kind: "done", ...(changed && { action: undo }) });
  if (done.not_restored) say(words.timeline.left(done.not_restored, done.left[0]?.why ?? ""), { kind: "failed" });
}

/** What a restore will do: the differences since then, the other way round. */
function Changes({ differences, more }: { differences: readonly Difference[]; more: boolean }) {
  const parts = [
    [words.timeline.goesBack, differences.filter((each) => each.change === "changed" || each.change === "moved")],
    [words.timeline.comesBack, differences.filter((each) => each.change === "deleted")],
    [words.timeline.goesAway, differences.filter((each) => each.change === "created")],
  ] as const;
  return (
    <>
      {parts.map(
        ([say, list], at) =>
          list.length > 0 && (
            <section key={at} class="timeline-will">
              <h3>
                {say(list.length)}
                {more && "+"}
              </h3>
              <ul>
                {list.slice(0, FEW).map((each) => (
                  <li key={each.path}>
                    <bdi>{each.path}</bdi>
                  </li>
                ))}
                {list.length > FEW && <li>{words.timeline.more(list.length - FEW)}</li>}
              </ul>
            </section>
          ),
      )}
      <p class="soft">{words.timeline.canUndo}</p>
    </>
  );
}
