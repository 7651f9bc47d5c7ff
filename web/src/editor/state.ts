// What the rest of the page knows of the editor before its larger part is loaded.

import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { activeTab, open } from "../shell/layout.ts";

/** Where to look in a file that is opened. */
export interface Place {
  line?: number;
  column?: number;
  /** How many characters are selected from there; none if not given. */
  length?: number;
}

/** How to open a file. */
export interface Opening extends Place {
  preview?: boolean;
  /** Whether the keyboard goes there too; if not given, it does. */
  focus?: boolean;
}

/** The texts that are open, as far as others care. */
export const texts = signal<
  readonly { readonly path: ReadonlySignal<string>; readonly dirty: ReadonlySignal<boolean> }[]
>([]);

/** The paths of the files that hold what is not saved. */
export const dirtyPaths: ReadonlySignal<ReadonlySet<string>> = computed(
  () => new Set(texts.value.filter((each) => each.dirty.value).map((each) => each.path.value)),
);

/** The path of the active file, or nothing. */
export const activePath: ReadonlySignal<string> = computed(() =>
  activeTab.value?.kind === "file" ? activeTab.value.key : "",
);

/** Where to look in a file that is just being opened, until an editor has taken it. */
export const wanted = signal<(Place & { path: string; focus: boolean }) | undefined>(undefined);

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Opens a file in the current group, or goes to it where it is open there. */
export function openFile(path: string, { preview = false, focus = true, ...place }: Opening = {}): void {
  batch(() => {
    wanted.value = { path, focus, ...place };
    open("file", path, nameOf(path), { preview });
  });
}
