import { History as Clock, Copy, LoaderCircle, OctagonX, Play, RotateCw, ScrollText, Square } from "lucide-preact";
import { chordOf, shown as spelled } from "../commands/keys.ts";
import { command } from "../commands/registry.ts";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { may } from "../server.ts";
import { narrow } from "../shell/layout.ts";
import { PanelActs, PanelTabs } from "../shell/Panel.tsx";
import { words } from "../words/index.ts";
import { Earlier } from "./Earlier.tsx";
import { Sheet } from "./Sheet.tsx";
import { State } from "./State.tsx";
import { historyShown, mayRun, nameOf, refused, runFile, shown, starting } from "./state.ts";
import "./run.css";

/** What programs print that are run, and what was run before. */
export function Panel() {
  const it = shown.value;
  const aside = historyShown.value;
  const quiet = !!refused.value || !!starting.value || !it;
  return (
    <div class="run">
      <Head quiet={quiet} />
      {narrow.value && !quiet && !aside && (
        <div class="run-what run-line">
          <What />
        </div>
      )}
      <div class="run-body">
        {!(aside && narrow.value) && (quiet ? <Nothing /> : <Sheet it={it!} />)}
        {aside && <Earlier />}
      </div>
    </div>
  );
}

function Head({ quiet }: { quiet: boolean }) {
  const run = shown.value?.run;
  return (
    <header class="panel-head">
      <PanelTabs />
      <div class="run-what">{!quiet && !narrow.value && <What />}</div>
      {!quiet && run?.state === "running" && <IconButton icon={Square} command="run.cancel" class="run-stop" />}
      {!quiet && run?.state === "ended" && run.path && <IconButton icon={RotateCw} command="run.again" />}
      {!quiet && !narrow.value && <IconButton icon={Copy} command="run.copy" />}
      <IconButton icon={Clock} command="run.history" aria-pressed={historyShown.value} />
      <PanelActs />
    </header>
  );
}

/** What is shown, and how it is. */
function What() {
  const it = shown.value;
  return it ? (
    <>
      <strong>{nameOf(it.run)}</strong>
      <State run={it.run} />
    </>
  ) : null;
}

/** What stands there when there is no output to show, and what can be done. */
function Nothing() {
  const text = words.run;
  const why = refused.value;
  if (starting.value) return <Empty icon={LoaderCircle} text={text.starting(starting.value)} />;
  if (why)
    return (
      <div class="run-refused" role="alert">
        <Empty icon={OctagonX} text={`${text.refused(why.path)}. ${why.said}`}>
          <button type="button" class="main" data-focus onClick={() => void runFile(why.path)}>
            {text.tryAgain}
          </button>
        </Empty>
      </div>
    );
  if (!may("execution:read")) return <Empty icon={ScrollText} text={text.noRights} />;
  if (!mayRun()) return <Empty icon={ScrollText} text={text.mayNot} />;
  const file = command("run.file");
  return (
    <Empty icon={Play} text={text.empty}>
      {file && (
        <button
          type="button"
          class="main"
          data-focus
          disabled={file.when?.() === false}
          onClick={() => void file.run()}
        >
          {text.file} <kbd>{spelled(chordOf(file))}</kbd>
        </button>
      )}
    </Empty>
  );
}
