// Which keys do what: the commands' own chords, changed by what this person chose.

import { computed, signal } from "@preact/signals";
import { type Command, commands, run } from "./registry.ts";

const NAME = "icotes-keys";
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** What was chosen instead of a default: command id to chord; an empty one takes the key away. */
export const chosen = signal<Record<string, string>>(JSON.parse(localStorage.getItem(NAME) ?? "{}"));

/** Gives a command another chord; `undefined` its default back. */
export function choose(id: string, chord: string | undefined): void {
  const { [id]: _, ...others } = chosen.value;
  chosen.value = chord === undefined ? others : { ...others, [id]: chord };
  localStorage.setItem(NAME, JSON.stringify(chosen.value));
}

/** The chord of a command as it holds now; empty if it has none. */
export const chordOf = (it: Command): string => chosen.value[it.id] ?? it.key ?? "";

const byChord = computed(() => {
  const map = new Map<string, Command[]>();
  for (const each of commands.value) {
    const chord = chordOf(each);
    if (chord) map.set(chord, [...(map.get(chord) ?? []), each]);
  }
  return map;
});

/** The chord of a key press, e.g. `Mod+Shift+F`; empty while only modifiers are held. */
export function chord(event: KeyboardEvent): string {
  if (["Control", "Shift", "Alt", "Meta"].includes(event.key)) return "";
  const mod = MAC ? event.metaKey : event.ctrlKey;
  const parts = [mod && "Mod", MAC && event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  const letter = /^Key[A-Z]$/.test(event.code) || /^Digit\d$/.test(event.code);
  const name = letter && (mod || event.altKey || event.shiftKey) ? event.code.replace(/^Key|^Digit/, "") : event.key;
  return [...parts.filter(Boolean), name.length === 1 ? name.toUpperCase() : name].join("+");
}

/** A chord as a person reads it. */
export function shown(text: string): string {
  return MAC
    ? text.replace("Mod", "⌘").replace("Alt", "⌥").replace("Shift", "⇧").replaceAll("+", "")
    : text.replace("Mod", "Ctrl");
}

/** Runs the command of each key press; what stands deeper in the page goes before what works everywhere. */
export function listenToKeys(): void {
  addEventListener("keydown", press, { capture: true });
}

function press(event: KeyboardEvent): void {
  if (event.isComposing || (event.repeat && event.key === "Escape")) return;
  const target = event.target instanceof Element ? event.target : document.body;
  const typing = !!target.closest("input, textarea, [contenteditable=true], dialog");
  const terminal = target.closest('[data-place~="terminal"]') !== null;
  const able = (byChord.value.get(chord(event)) ?? []).filter((each) => {
    if (each.when?.() === false || (terminal && !each.inTerminal)) return false;
    if (each.place)
      return (
        target.closest(`[data-place~="${each.place}"]`) !== null &&
        !(typing && !/Mod|Alt|F\d|Escape/.test(chord(event)) && target.matches("input, textarea"))
      );
    return !typing || /Mod|Alt|F\d/.test(chord(event));
  });
  const it = able.find((each) => each.place) ?? able[0];
  if (!it) return;
  event.preventDefault();
  event.stopPropagation();
  void run(it.id);
}
