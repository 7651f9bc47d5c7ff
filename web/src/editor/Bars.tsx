import { TriangleAlert } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { followed, unfollow } from "../live/following.ts";
import { Person } from "../live/People.tsx";
import { nameOf } from "../live/presence.ts";
import { fail } from "../notices/notices.ts";
import { here, link, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { DocumentText } from "./documenttext.ts";
import { FileText } from "./filetext.ts";
import type { LiveText } from "./live.ts";
import { saveText } from "./saving.tsx";

/** What is to be known of a text, above it. */
export function Bars(props: { text: LiveText; compare: () => void }) {
  return (
    <>
      <Following />
      <InTheWay {...props} />
    </>
  );
}

/** Whom this page follows, and the way to stop. */
function Following() {
  const who = followed.value;
  if (!who) return null;
  return (
    <div class={`editor-bar following person-${who.colour}`} role="status">
      <Person who={who} />
      <p>{words.live.following(nameOf(who.user))}</p>
      <button type="button" onClick={unfollow}>
        {words.live.unfollow}
      </button>
    </div>
  );
}

/** What stands in the way of a text, and what can be done about it. */
function InTheWay({ text, compare }: { text: LiveText; compare: () => void }) {
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
      <Bar said={words.live.held(trouble.cause, trouble.detail)}>
        {!text.locked && trouble.cause === "unreadable" && (
          <button type="button" onClick={() => void replaceFile(text).catch(fail)}>
            {words.live.replaceFile}
          </button>
        )}
        {!text.locked && trouble.cause !== "unreadable" && (
          <button type="button" onClick={() => void saveText(text).catch(fail)}>
            {words.editor.tryAgain}
          </button>
        )}
      </Bar>
    );
  if (text.saving.value && link.value !== "live") return <Bar said={words.editor.savingLater} calm />;
  if (text instanceof DocumentText && link.value !== "live") {
    if (text.live.unsent.value) return <Bar said={words.live.offline} calm />;
    if (!text.live.fresh.value) return <Bar said={words.live.cached} calm />;
  }
  if (text.locked && text.locked !== "rights") return <Bar said={words.editor.locked[text.locked]} calm />;
  return null;
}

/** Puts a text in place of what stands on disk and is none: that goes to the trash. */
async function replaceFile(text: LiveText): Promise<void> {
  await server.files.delete({ workspace: here.value, path: text.path.value, ...once() });
  await saveText(text);
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
