// Who wrote the line that the cursor is in.

import { activePath } from "../editor/index.tsx";
import { say } from "../notices/notices.ts";
import { here, server } from "../server.ts";
import { words } from "../words/index.ts";
import { whenOf } from "./when.ts";

/** Says who wrote the line. */
export async function tellLine(): Promise<void> {
  const { cursors } = await import("../editor/active.ts");
  const { line } = cursors.peek();
  const found = await server.git.blame({ workspace: here.value, path: activePath.peek() });
  const it = found.find((each) => each.line <= line && line < each.line + each.lines);
  say(it?.commit ? words.git.blamed(it.author, whenOf(it.at), it.subject) : words.git.uncommitted);
}
