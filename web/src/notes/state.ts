// The notes that are drawn, and which of them commands mean.

import { signal } from "@preact/signals";
import type { EditorView } from "prosemirror-view";

/** The note in which somebody wrote last. */
export const active = signal<{ view: EditorView; path: string } | undefined>(undefined);

/** Changes with every change of a note or of what is selected in it, for what shows how that is formatted. */
export const ticks = signal(0);

export const isNote = (path: string): boolean => path.endsWith(".note");

/** Its folder, with a slash at the end; empty for the top. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

/** A path that is written in a note, from the workspace's folder; nothing if it leads out of it. */
export function resolved(note: string, path: string): string | undefined {
  const parts: string[] = [];
  const whole = path.startsWith("/") ? path.slice(1) : folderOf(note) + path;
  for (const each of whole.split("/")) {
    if (each === "..") {
      if (!parts.length) return undefined;
      parts.pop();
    } else if (each && each !== ".") parts.push(each);
  }
  return parts.join("/");
}
