import { TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { fail } from "../notices/notices.ts";
import { link } from "../server.ts";
import { words } from "../words/index.ts";
import { FileText } from "./filetext.ts";
import type { LiveText } from "./live.ts";
import { saveText } from "./saving.tsx";

/** What stands in the way of a text, above it, and what can be done about it. */
export function Bars({ text, compare }: { text: LiveText; compare: () => void }) {
  const trouble = text.trouble.value;
  if (trouble?.kind === "changed" && text instanceof FileText) {
    const mine = () => text.settle(text.doc, trouble.theirs).then(() => saveText(text));
    return (
      <Bar said={words.editor.changed}>
        <button type="button" class="main" onClick={compare}>
          {words.editor.compare}
        </button>
        <button type="button" onClick={() => void text.revert().catch(fail)}>
          {words.editor.takeTheirs}
        </button>
        <button type="button" onClick={() => void mine().catch(fail)}>
          {words.editor.keepMine}
        </button>
      </Bar>
    );
  }
  if (trouble?.kind === "gone")
    return (
      <Bar said={words.editor.gone}>
        {!text.locked && (
          <button type="button" class="main" onClick={() => void saveText(text).catch(fail)}>
            {words.editor.saveAgain}
          </button>
        )}
      </Bar>
    );
  if (trouble?.kind === "held")
    return (
      <Bar said={words.live.held(trouble.why, trouble.detail)}>
        {!text.locked && (
          <button type="button" onClick={() => void saveText(text).catch(fail)}>
            {words.editor.tryAgain}
          </button>
        )}
      </Bar>
    );
  if (text.saving.value && link.value !== "live") return <Bar said={words.editor.savingLater} calm />;
  if (text.locked && text.locked !== "rights") return <Bar said={words.editor.locked[text.locked]} calm />;
  return null;
}

/** A line above a text or a picture. */
export function Bar({ said, calm, children }: { said: string; calm?: boolean; children?: ComponentChildren }) {
  return (
    <div class="editor-bar" data-calm={calm || undefined} role={calm ? "status" : "alert"}>
      {!calm && <TriangleAlert size={16} aria-hidden="true" />}
      <p>{said}</p>
      {children}
    </div>
  );
}
