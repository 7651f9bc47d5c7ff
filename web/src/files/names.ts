// Names of copies, and one thing after the other.

import { words } from "../words/index.ts";

/** The name of a copy: `a.txt` gives `a copy.txt`, then `a copy 2.txt`. */
export function copyName(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  const cut = dot > 0 ? dot : name.length;
  return words.files.copyOf(name.slice(0, cut), number) + name.slice(cut);
}

/** Does something with each, some at once; what fails is raised after all others were done, the first failure only. */
export async function inTurn<T>(all: readonly T[], atOnce: number, act: (it: T) => Promise<void>): Promise<void> {
  const left = all.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const it of left) await act(it).catch((error) => failures.push(error));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length) throw failures[0];
}
