// What an editor needs of a text that is open: whoever keeps it, the disk or a document that many edit together.

import type { Extension, Text } from "@codemirror/state";
import type { ReadonlySignal } from "@preact/signals";

/** An open text; there is one for a path, whatever shows it. */
export interface LiveText {
  readonly path: ReadonlySignal<string>;
  /** The text as it is now. */
  readonly doc: Text;
  /** Of what is on disk, as far as it is known. */
  readonly version: string;
  /** Whether the text differs from what is on disk. */
  readonly dirty: ReadonlySignal<boolean>;
  /** Keeps an editor and the text the same, with undo and redo; cursors are the editor's own. */
  bind(): Extension;
  /** Brings the text to the disk; returns once it is there. */
  save(): Promise<void>;
  /** Frees it; what was not saved stays where it is kept for the next time. */
  dispose(): void;
}
