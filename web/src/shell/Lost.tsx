import { effect, signal } from "@preact/signals";
import { CloudOff, Info } from "lucide-preact";
import { silent } from "../events.ts";
import { link, linkSince, newerVersion, server } from "../server.ts";
import { words } from "../words/index.ts";
import { ready } from "./views.ts";
import "./lost.css";

/** A blip that is over before somebody could read of it is not told. */
const PATIENCE = 1_000;

/** For how many seconds the server has been missed; -1 while it is there. */
const missed = signal(-1);

let ticking: ReturnType<typeof setInterval> | undefined;

effect(() => {
  if (link.value === "lost") {
    ticking ??= setInterval(() => {
      const gone = Date.now() - linkSince.value;
      if (gone >= PATIENCE) missed.value = Math.floor(gone / 1000);
    }, 500);
  } else {
    clearInterval(ticking);
    ticking = undefined;
    missed.value = -1;
  }
});

/** A line that says since when the server is gone; everything that is here can be read on. */
export function Lost() {
  const seconds = missed.value;
  const gone = seconds >= 0;
  const old = newerVersion.value
    ? words.shell.newer(newerVersion.value)
    : silent.value && words.shell.silent(silent.value);
  if (!gone && old && ready.value) return <Old text={old} />;
  return (
    <div class="lost-bar" data-open={gone || undefined}>
      <p role="status">{gone && <Said />}</p>
      {gone && (
        <>
          <span class="lost-time">{words.shell.lostFor(seconds)}</span>
          <button type="button" onClick={() => server.retry()}>
            {words.shell.tryNow}
          </button>
        </>
      )}
    </div>
  );
}

/** The page has to be loaded again, some time. */
function Old({ text }: { text: string }) {
  return (
    <div class="lost-bar" data-open>
      <p role="status">
        <Info size={16} />
        {text}
      </p>
      <button type="button" onClick={() => location.reload()}>
        {words.shell.reload}
      </button>
    </div>
  );
}

function Said() {
  return (
    <>
      <CloudOff size={16} />
      <strong>{words.shell.lost}</strong> <span>{words.shell.lostMeanwhile}</span>
    </>
  );
}
