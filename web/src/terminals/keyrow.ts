// The Ctrl and Alt that a finger held down for the next key.

import { signal } from "@preact/signals";

export const held = signal<{ ctrl: boolean; alt: boolean }>({ ctrl: false, alt: false });

export function hold(key: "ctrl" | "alt"): void {
  held.value = { ...held.value, [key]: !held.value[key] };
}

/** A key was typed: they hold no longer. */
export function release(): void {
  if (held.peek().ctrl || held.peek().alt) held.value = { ctrl: false, alt: false };
}
