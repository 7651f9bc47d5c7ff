import { raw } from "../server.ts";
import { words } from "../words/index.ts";
import { nameOf } from "./state.ts";

/** The address under which a browser saves a file. */
export function Download({ path }: { path: string }) {
  return (
    <a class="viewer-download" href={raw(path)} download={nameOf(path)}>
      {words.editor.download}
    </a>
  );
}
