import { LoaderCircle, Play } from "lucide-preact";
import { IconButton } from "../look/IconButton.tsx";
import { fail } from "../notices/notices.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { mayRun, runFile, runs, starting } from "./state.ts";

/** Runs the file of a tab. */
export function Act({ tab }: { tab: Tab }) {
  if (!runs(tab.key) || !mayRun()) return null;
  const busy = starting.value === tab.key;
  return (
    <IconButton
      icon={busy ? LoaderCircle : Play}
      title={words.run.file}
      command="run.file"
      disabled={busy}
      class="run-act"
      onClick={() => void runFile(tab.key).catch(fail)}
    />
  );
}
