// What an editor needs of a text that is open: whoever keeps it, the disk or a document that many edit together.

import type { Extension, Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Entry } from "../rpc.gen.ts";
import { may } from "../server.ts";
import type { Form, OnDisk } from "./disk.ts";
import { type Ending, type Indent, indentOf } from "./lines.ts";

/**
 * What stands in the way of a text: the file became another one meanwhile, or there is none any more, or the document
 * can't be brought to the disk; nothing of it is lost.
 */
export type Trouble =
  | { kind: "changed"; theirs: OnDisk }
  | { kind: "gone"; version: string }
  | { kind: "held"; cause: string; detail: string };

/** Why a text can't be edited here. */
export type Locked = "" | "rights" | "mode" | "link";

/** An open text; there is one for a path, whatever shows it. */
export interface LiveText {
  readonly path: ReadonlySignal<string>;
  /** The text as it is now. */
  readonly doc: Text;
  /** Of what is on disk, as far as it is known. */
  readonly version: string;
  /** Whether the text differs from what is on disk, and does not get there by itself. */
  readonly dirty: ReadonlySignal<boolean>;
  /** Whether it is on disk as it is here. */
  readonly settled: ReadonlySignal<boolean>;
  /** Whether it is being brought there because somebody said so. */
  readonly saving: ReadonlySignal<boolean>;
  readonly trouble: ReadonlySignal<Trouble | undefined>;
  readonly locked: Locked;
  readonly form: ReadonlySignal<Form>;
  readonly indent: Signal<Indent>;
  /** The name of its language; empty is plain text, nothing is to be found by the file's name. */
  readonly language: Signal<string | undefined>;
  /** Whether something of it is nowhere but in this page. */
  readonly unsafe: boolean;
  /** Keeps an editor and the text the same, with undo and redo; cursors are the editor's own. */
  bind(): Extension;
  undo(view: EditorView): boolean;
  redo(view: EditorView): boolean;
  /** Brings the text to the disk; returns once it is there. */
  save(): Promise<void>;
  /** Keeps the characters in another way. */
  reform(form: Pick<Form, "encoding">): void | Promise<void>;
  /** Ends all lines in one way. */
  end(ending: Ending): void | Promise<void>;
  /** The text as it was on disk last. */
  revert(): Promise<void>;
  /** The file has another path now. */
  moved(path: string): Promise<void>;
  /** The file was changed, or may have been. */
  look(version?: string | null): Promise<void>;
  /** Keeps in the browser what is nowhere else. */
  keep(): void;
  /** Throws away what was not saved. */
  discard(): Promise<void>;
  /** Frees it; what was not saved stays where it is kept for the next time. */
  dispose(): void;
}

const DEFAULT_INDENT: Indent = { unit: "    ", size: 4 };

/** How a text is indented, as found; by what is usual where nothing is. */
export const indentFor = (path: string, doc: Text): Indent =>
  indentOf(doc.iterLines(), path.endsWith(".go") ? { unit: "\t", size: 4 } : DEFAULT_INDENT);

/** Why a file can't be changed by this caller, whose key needs a scope for it. */
export function lockOf(entry: Entry | undefined, scope: string): Locked {
  if (!may(scope)) return "rights";
  if (entry?.type === "link") return "link";
  return entry && !(entry.mode & 0o222) ? "mode" : "";
}
