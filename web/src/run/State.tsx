import { useEffect, useState } from "preact/hooks";
import type { Run } from "../rpc.gen.ts";
import { words } from "../words/index.ts";

/** How a run is: for how long it runs, or how it ended. */
export function State({ run }: { run: Run }) {
  const [, tick] = useState(0);
  const runs = run.state === "running";
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [runs]);
  return (
    <span class="run-state" data-how={howOf(run)} role="status">
      {saidOf(run)}
    </span>
  );
}

/** How it went, in a word. */
export const howOf = (run: Run): "runs" | "good" | "bad" =>
  run.state === "running" ? "runs" : run.trouble || run.exit?.code !== 0 ? "bad" : "good";

/** How it went, in a sentence. */
export function saidOf(run: Run): string {
  const text = words.run;
  if (run.state === "running") return text.running(Math.max(0, Math.round(Date.now() / 1000 - run.started)));
  const seconds = (run.use?.seconds ?? 0).toFixed(1);
  if (run.trouble) return text.trouble[run.trouble] ?? run.trouble;
  if (run.exit?.signal) return text.endedBy(run.exit.signal, seconds);
  const said = run.exit?.code ? text.endedWith(run.exit.code, seconds) : text.endedWell(seconds);
  return run.cached ? `${said}, ${text.cached}` : said;
}
