// What a person can do, by name: the palette, the menus and the keys all run these.

import { computed, signal } from "@preact/signals";
import { fail } from "../notices/notices.ts";

/** Something to do. */
export interface Command {
  /** `feature.verb`, e.g. `files.rename`; people's own keys are kept by it. */
  id: string;
  title: string;
  /** The default chord, e.g. `Mod+Shift+F`; `Mod` is Cmd on a Mac and Ctrl elsewhere. */
  key?: string;
  /** Where its key works: everywhere, or only while focus is within `[data-place="..."]`. */
  place?: string;
  /** Also while a terminal has the focus, where other keys belong to the program. */
  inTerminal?: boolean;
  /** Its key is left to the browser, which makes an event of it that brings more, e.g. the files of a paste. */
  native?: boolean;
  /** Whether it can be done now; without it, always. */
  when?: () => boolean;
  /** Not listed in the palette, e.g. moving within a list. */
  hidden?: boolean;
  run(): void | Promise<void>;
}

const known = signal<ReadonlyMap<string, Command>>(new Map());

/** All commands, by title. */
export const commands = computed(() => [...known.value.values()].sort((a, b) => a.title.localeCompare(b.title)));

/** Adds commands; each feature does it once, when it is loaded. */
export function register(...added: Command[]): void {
  known.value = new Map([...known.value, ...added.map((each) => [each.id, each] as const)]);
}

export const command = (id: string): Command | undefined => known.value.get(id);

/** Does it, if it can be done now; a failure is shown. */
export async function run(id: string): Promise<void> {
  const it = command(id);
  if (!it || it.when?.() === false) return;
  try {
    await it.run();
  } catch (error) {
    fail(error);
  }
}
