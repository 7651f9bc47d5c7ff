import { CircleAlert, CircleCheck, CircleX, HeartPulse, Lock } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { latency, link, linkSince, may, welcome } from "../server.ts";
import { words } from "../words/index.ts";
import { Facts } from "./Facts.tsx";
import { begin, figures, health, trouble } from "./health.ts";
import { now, useTime } from "./now.ts";

const ICONS = { ok: CircleCheck, degraded: CircleAlert, failed: CircleX };

/** How the server is, as a whole and in its parts, and how this page reaches it. */
export function Health() {
  useTime();
  useEffect(begin, [welcome.value?.scopes.join()]);
  return (
    <div class="activity-scroll">
      {may("system:read") ? <Server /> : <Empty icon={Lock} text={words.activity.healthDenied} />}
      <Section title={words.activity.thisPage} facts={ofThisPage()} />
    </div>
  );
}

function Server() {
  const it = health.value;
  if (!it) {
    if (trouble.value) return <Empty icon={HeartPulse} text={trouble.value} />;
    return <div class="activity-wait busy" />;
  }
  const Icon = ICONS[it.state];
  return (
    <>
      <p class="activity-state" role="status">
        <Icon size={20} class={`activity-${it.state}`} aria-hidden="true" />
        {words.activity.healthState[it.state]}
      </p>
      <Section title={words.activity.figures} facts={ofServer()} />
      <section aria-label={words.activity.parts}>
        <header class="activity-section">
          <h3>{words.activity.parts}</h3>
        </header>
        <ul class="activity-health">
          {it.parts.map((part) => (
            <li key={part.name}>
              <PartIcon state={part.state} />
              <span class="activity-text">{spaced(part.name)}</span>
              {part.detail && <span class="activity-sub">{part.detail}</span>}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

function PartIcon({ state }: { state: keyof typeof ICONS }) {
  const Icon = ICONS[state];
  return <Icon size={14} class={`activity-${state}`} aria-label={words.activity.partState[state]} role="img" />;
}

function Section({ title, facts }: { title: string; facts: [string, string][] }) {
  return (
    <section aria-label={title}>
      <header class="activity-section">
        <h3>{title}</h3>
      </header>
      <Facts facts={facts} />
    </section>
  );
}

function ofServer(): [string, string][] {
  const it = figures.value;
  if (!it) return [[words.activity.version, welcome.value?.server.version ?? ""]];
  const { usage, methods, followers } = it.stats;
  const calls = methods.reduce((sum, each) => sum + each.calls, 0);
  return [
    [words.activity.version, it.info.version],
    [words.activity.upFor, words.activity.span(now.value - it.info.started)],
    [words.activity.memory, words.activity.bytes(usage.memory)],
    [words.activity.cpu, words.activity.span(usage.cpu)],
    [words.activity.loopDelay, words.activity.milliseconds(usage.loop_delay)],
    [words.activity.calls, calls.toLocaleString()],
    [words.activity.clients, it.info.connections.toLocaleString()],
    [words.activity.followers, followers.length.toLocaleString()],
  ];
}

function ofThisPage(): [string, string][] {
  const answers = link.value === "live" && latency.value > 0;
  return [
    [words.activity.latencyLabel, answers ? words.activity.latency(latency.value) : words.activity.latencyUnknown],
    [words.activity.state[link.value], words.activity.span(now.value - linkSince.value / 1000)],
    [words.activity.connectionId, welcome.value?.connection ?? ""],
  ];
}

/** `ServerStore` is "Server store". */
function spaced(name: string): string {
  const words_ = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words_.charAt(0).toUpperCase() + words_.slice(1);
}
