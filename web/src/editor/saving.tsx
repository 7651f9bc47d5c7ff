// Saving and closing, with the questions that they may need.

import { ask } from "../look/Dialog.tsx";
import { say } from "../notices/notices.ts";
import { RpcError } from "../rpc.ts";
import { words } from "../words/index.ts";
import { saveAll, textAt } from "./documents.ts";
import { FileText } from "./filetext.ts";
import type { LiveText } from "./live.ts";
import { nameOf } from "./state.ts";

/** Saves a text; one that its encoding can't hold may become UTF-8. */
export async function saveText(text: LiveText): Promise<void> {
  try {
    await text.save();
  } catch (error) {
    if (!(error instanceof RpcError && error.kind === "Unacceptable" && error.data["field"] === "encoding"))
      throw error;
    const encoding = text.form.value.encoding;
    const answer = await ask(
      words.editor.lacks(words.editor.encodings[encoding] ?? encoding),
      [
        { value: "utf-8", title: words.editor.saveUtf8, kind: "main" },
        { value: "", title: words.editor.cancel },
      ],
      words.editor.lacksWhy,
    );
    if (!answer) return;
    await text.reform({ encoding: answer });
    await text.save();
  }
}

/** Saves the file at a path, if it is open as a text. */
export async function savePath(path: string): Promise<void> {
  const text = textAt(path);
  if (text?.locked) say(words.editor.locked[text.locked]);
  else if (text) await saveText(text);
}

export { saveAll };

/** Forgets what was typed in the file at a path since it was saved. */
export const revertPath = async (path: string): Promise<void> => textAt(path)?.revert();

/** Asks what becomes of what is not saved; returns whether the file may be closed. */
export async function mayClose(path: string): Promise<boolean> {
  const text = textAt(path);
  if (!text || !(text instanceof FileText ? text.dirty.value : text.unsafe)) return true;
  const answer = await ask(
    words.editor.closing(nameOf(path)),
    [
      { value: "save", title: words.editor.save, kind: "main" },
      { value: "discard", title: words.editor.dontSave, kind: "bad" },
      { value: "", title: words.editor.cancel },
    ],
    words.editor.closingWhy,
  );
  if (answer === "save") await saveText(text);
  else if (answer === "discard") await text.discard();
  return answer === "discard" || (answer === "save" && !text.dirty.value);
}
