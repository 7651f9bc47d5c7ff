import { chordOf, shown } from "../commands/keys.ts";
import { type Command, command, run } from "../commands/registry.ts";
import { workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { focusSoon } from "./focus.ts";
import { narrow, open, recent } from "./layout.ts";
import "./start.css";
import { nameOf } from "./workspaces.ts";

/** What somebody who has nothing open most often does next. */
const FIRST = [
  "search.quickOpen",
  "files.newFile",
  "search.show",
  "terminals.new",
  "commands.palette",
  "commands.shortcuts",
];
const FEW = 7;

/** What stands where tabs would: the few things to do with their keys, and what was open. */
export function Start() {
  const known = FIRST.map(command).filter((each): each is Command => !!each && each.when?.() !== false);
  const first = known.filter((each) => !narrow.value || each.id !== "commands.shortcuts");
  const files = recent.value.filter((each) => each.kind === "file").slice(0, FEW);
  return (
    <div class="start">
      <div class="start-page">
        <h2>{nameOf(workspace.value)}</h2>
        <p class="soft mono">{workspace.value?.folder}</p>
        <div class="start-columns">
          <section aria-label={words.shell.start}>
            <h3>{words.shell.start}</h3>
            {first.map((each) => (
              <button key={each.id} type="button" class="bare" onClick={() => void run(each.id)}>
                <span>{each.title}</span>
                {!narrow.value && chordOf(each) && <kbd>{shown(chordOf(each))}</kbd>}
              </button>
            ))}
          </section>
          {files.length > 0 && (
            <section aria-label={words.shell.recent}>
              <h3>{words.shell.recent}</h3>
              {files.map((each) => (
                <button
                  key={each.key}
                  type="button"
                  class="bare"
                  onClick={() => (open(each.kind, each.key, each.title), focusSoon("centre"))}
                >
                  <span>{each.title}</span>
                  <span class="start-folder">{each.key.slice(0, -each.title.length - 1)}</span>
                </button>
              ))}
            </section>
          )}
        </div>
      </div>
    </div>
  );
}
