import { CircleAlert, CircleCheck, Info, X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { focusSoon } from "../shell/focus.ts";
import { words } from "../words/index.ts";
import { dismiss, dismissAll, drawn, fail, held, type Notice, notices } from "./notices.ts";
import "./notices.css";

/** The messages, in a corner; read out as they come. */
export function Notices() {
  const newest = notices.value.at(-1);
  const more = notices.value.length - drawn.value.length;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!notices.value.length) held.value = false;
  }, [notices.value.length]);
  const spoken = (failed: boolean) => newest && (newest.kind === "failed") === failed && newest.text;
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    const at = (event.target as Element).closest<HTMLElement>("[data-notice]")?.dataset["notice"];
    if (at) dismiss(Number(at));
    focusSoon(notices.value.length ? "notices" : "centre");
  };
  return (
    <>
      <div class="unseen" role="status">
        {spoken(false)}
      </div>
      <div class="unseen" role="alert">
        {spoken(true)}
      </div>
      {newest && (
        <section
          ref={box}
          class="notices"
          data-region="notices"
          aria-label={words.shell.messages}
          onPointerEnter={() => (held.value = true)}
          onPointerLeave={() => (held.value = false)}
          onFocusCapture={() => (held.value = true)}
          onBlurCapture={() => (held.value = false)}
          onKeyDown={leave}
        >
          {more > 0 && (
            <p class="notices-more">
              <span>{words.shell.earlier(more)}</span>
              <button type="button" class="bare" onClick={dismissAll}>
                {words.shell.clearMessages}
              </button>
            </p>
          )}
          {drawn.value.map((each) => (
            <One key={each.id} notice={each} />
          ))}
        </section>
      )}
    </>
  );
}

const ICONS = { done: CircleCheck, failed: CircleAlert, note: Info };

function One({ notice }: { notice: Notice }) {
  const Icon = ICONS[notice.kind];
  const act = () => {
    dismiss(notice.id);
    void Promise.resolve().then(notice.action!.run).catch(fail);
  };
  return (
    <div class={`notice ${notice.kind}`} data-notice={notice.id}>
      <Icon size={16} aria-hidden="true" />
      <p>{notice.text}</p>
      {notice.times > 1 && <span class="soft">×{notice.times}</span>}
      {notice.action && (
        <button type="button" onClick={act}>
          {notice.action.title}
        </button>
      )}
      <IconButton icon={X} title={words.shell.dismiss} onClick={() => dismiss(notice.id)} />
    </div>
  );
}
