import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-preact";
import { IconButton } from "../look/IconButton.tsx";
import { words } from "../words/index.ts";

interface Props {
  offset: number;
  /** How much a part is, and all of it, in bytes. */
  part: number;
  size: number;
  go: (offset: number) => void;
}

/** Goes from part to part of a large file. */
export function Pager({ offset, part, size, go }: Props) {
  if (size <= part) return null;
  const last = Math.floor((size - 1) / part) * part;
  const { bytes } = words.editor;
  return (
    <span class="viewer-pager">
      <IconButton icon={ChevronFirst} title={words.editor.first} disabled={!offset} onClick={() => go(0)} />
      <IconButton
        icon={ChevronLeft}
        title={words.editor.previous}
        disabled={!offset}
        onClick={() => go(Math.max(0, offset - part))}
      />
      <output>{words.editor.part(bytes(offset), bytes(Math.min(size, offset + part)), bytes(size))}</output>
      <IconButton
        icon={ChevronRight}
        title={words.editor.following}
        disabled={offset >= last}
        onClick={() => go(offset + part)}
      />
      <IconButton icon={ChevronLast} title={words.editor.last} disabled={offset >= last} onClick={() => go(last)} />
    </span>
  );
}
