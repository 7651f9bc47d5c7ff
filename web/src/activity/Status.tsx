import { TriangleAlert } from "lucide-preact";
import { latency, link } from "../server.ts";
import { words } from "../words/index.ts";
import { health, ill } from "./health.ts";
import { showPart } from "./parts.ts";

/** How long the server takes to answer, and whether it is well. */
export function Pulse() {
  const known = link.value === "live" && latency.value > 0;
  const time = known ? words.activity.latency(latency.value) : words.activity.latencyUnknown;
  const state = health.value?.state ?? "ok";
  const tip = ill.value
    ? words.activity.statusBad(words.activity.healthBad(ill.value), time)
    : words.activity.statusGood(time);
  return (
    <button
      type="button"
      class="status-part activity-pulse"
      aria-label={tip}
      data-tip={tip}
      onClick={() => showPart("health")}
    >
      {ill.value > 0 && <TriangleAlert size={14} class={`activity-${state}`} aria-hidden="true" />}
      {time}
    </button>
  );
}
