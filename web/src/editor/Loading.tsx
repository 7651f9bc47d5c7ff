import { words } from "../words/index.ts";
import "./loading.css";

/** What stands where something is being loaded; it is seen only if that takes a while. */
export function Loading() {
  return (
    <div class="loading" role="status" tabIndex={-1} data-focus="">
      <span class="unseen">{words.editor.loading}</span>
      {[42, 68, 55, 30, 61, 47].map((width) => (
        <i key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
