import { words } from "../words/index.ts";
import { dismiss, notices } from "./notices.ts";
import "./notices.css";

/** The messages, in a corner; read out as they come. */
export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((each) => (
        <div key={each.id} class={`notice ${each.kind}`}>
          <p>{each.text}</p>
          {each.times > 1 && <span class="soft">×{each.times}</span>}
          {each.action && (
            <button
              type="button"
              onClick={() => {
                dismiss(each.id);
                void each.action?.run();
              }}
            >
              {each.action.title}
            </button>
          )}
          <button type="button" class="bare" aria-label={words.shell.dismiss} onClick={() => dismiss(each.id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
