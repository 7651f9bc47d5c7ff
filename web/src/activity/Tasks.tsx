import { CircleCheck, CircleX, Hourglass, X } from "lucide-preact";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { past } from "../notices/notices.ts";
import { link, running } from "../server.ts";
import { words } from "../words/index.ts";
import { now, useTime } from "./now.ts";
import { forget, type Task, tasks } from "./tasks.ts";

/** A call that takes less is no task. */
const LONG = 1_000;

/** What is under way, what ended lately, and what this page follows. */
export function Tasks() {
  useTime();
  const under = tasks.value.filter((each) => each.state === "running");
  const ended = tasks.value.filter((each) => each.state !== "running").reverse();
  const calls = running.value.filter((each) => !each.stream && now.value * 1000 - each.began > LONG);
  return (
    <div class="activity-scroll">
      {under.length + calls.length + ended.length === 0 && <Empty icon={Hourglass} text={words.activity.tasksEmpty} />}
      <ul class="activity-tasks" aria-label={words.activity.tasksList}>
        {under.map((task) => (
          <Under
            key={task.id}
            title={task.title}
            detail={task.detail}
            share={task.share}
            began={task.began}
            cancel={task.cancel}
          />
        ))}
        {calls.map((call) => (
          <Under
            key={`${call.method}-${call.began}`}
            title={call.method}
            detail={link.value === "live" ? "" : words.activity.waits}
            share={undefined}
            began={call.began}
            cancel={call.cancel}
          />
        ))}
      </ul>
      {ended.length > 0 && <Ended tasks={ended} />}
      {past.value.length > 0 && <Messages />}
      <Follows />
    </div>
  );
}

interface UnderProps extends Pick<Task, "title" | "detail" | "share" | "began"> {
  cancel: (() => void) | undefined;
}

function Under({ title, detail, share, began, cancel }: UnderProps) {
  return (
    <li class="activity-task">
      <span class="activity-text">{title}</span>
      <span class="activity-sub">
        {[words.activity.span(now.value - began / 1000), detail].filter(Boolean).join(" · ")}
      </span>
      <progress value={share} max={1} aria-label={title} />
      {cancel && <IconButton icon={X} title={words.activity.cancel(title)} onClick={cancel} />}
    </li>
  );
}

function Ended({ tasks: ended }: { tasks: readonly Task[] }) {
  return (
    <section aria-label={words.activity.doneSection}>
      <header class="activity-section">
        <h3>{words.activity.doneSection}</h3>
        <button type="button" class="bare" onClick={() => forget(true)}>
          {words.activity.clear}
        </button>
      </header>
      <ul class="activity-tasks">
        {ended.map((task) => (
          <li key={task.id} class="activity-task">
            <span class="activity-text">
              <EndIcon state={task.state} /> {task.title}
            </span>
            <span class="activity-sub">
              {[
                task.state === "failed" ? words.activity.failed(task.detail) : task.detail,
                words.activity.ago(now.value - task.ended / 1000),
              ]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was said in this page, for who did not read it in time. */
function Messages() {
  return (
    <section aria-label={words.activity.messages}>
      <header class="activity-section">
        <h3>{words.activity.messages}</h3>
      </header>
      <ul class="activity-tasks">
        {past.value.map((each) => (
          <li key={each.id} class="activity-task">
            <span class="activity-message">
              {each.kind === "failed" && <EndIcon state="failed" />} {each.text}
            </span>
            <span class="activity-sub">{words.activity.ago(now.value - each.at / 1000)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function EndIcon({ state }: Pick<Task, "state">) {
  if (state === "failed") return <CircleX size={14} class="activity-failed" aria-hidden="true" />;
  return <CircleCheck size={14} class="activity-ok" aria-hidden="true" />;
}

/** The streams of this page: they end with what shows them, so that nothing can be cancelled here. */
function Follows() {
  const streams = running.value.filter((each) => each.stream);
  if (!streams.length) return null;
  return (
    <details class="activity-follows">
      <summary>{words.activity.follows(streams.length)}</summary>
      <ul>
        {streams.map((each) => (
          <li key={`${each.method}-${each.began}`}>
            <code>{each.method}</code>
            <span class="activity-sub">{words.activity.span(now.value - each.began / 1000)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
