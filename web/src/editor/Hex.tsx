import { useMemo, useState } from "preact/hooks";
import { fail } from "../notices/notices.ts";
import type { Content } from "../rpc.gen.ts";
import { here, server } from "../server.ts";
import { words } from "../words/index.ts";
import { decoded, rowsOf } from "./bytes.ts";
import { Download } from "./Download.tsx";
import { Pager } from "./Pager.tsx";
import { Scrolled } from "./Scrolled.tsx";

const PART = 64 * 1024;
/** Of one part, as many rows are drawn at a time as make no page slow. */
const DRAWN = 1024;

/** The bytes of a file that is nothing else, some at a time. */
export function Hex({ content: first }: { content: Content }) {
  const [content, set] = useState(first);
  const rows = useMemo(() => rowsOf(bytesIn(content), content.offset), [content]);
  const [more, show] = useState(false);
  const go = (offset: number) => {
    show(false);
    server.files.read({ workspace: here.value, path: first.path, offset, length: PART }).then(set, fail);
  };
  return (
    <div class="viewer">
      <div class="viewer-head">
        <span>{content.media_type}</span>
        <span class="soft">{words.editor.bytes(content.size)}</span>
        <span class="viewer-space" />
        <Pager offset={content.offset} part={PART} size={content.size} go={go} />
        <Download path={content.path} />
      </div>
      <p class="viewer-said soft">{content.size ? words.editor.binary : words.editor.emptyBinary}</p>
      <Scrolled
        class="viewer-hex"
        label={content.path}
        onScroll={({ currentTarget: it }) => it.scrollTop + 2 * it.clientHeight > it.scrollHeight && show(true)}
      >
        {rows.slice(0, more ? rows.length : DRAWN).map(({ at, hex, text }) => (
          <div key={at}>
            <span class="soft">{at}</span>
            {`  ${hex}  `}
            <span>{text}</span>
          </div>
        ))}
      </Scrolled>
    </div>
  );
}

/** The bytes of an answer; a part that happens to be text comes as one. */
function bytesIn({ data, text, encoding }: Content): Uint8Array {
  if (data !== null) return decoded(data);
  if (encoding === "latin-1") return Uint8Array.from(text ?? "", (each) => each.charCodeAt(0));
  return new TextEncoder().encode(text ?? "");
}
