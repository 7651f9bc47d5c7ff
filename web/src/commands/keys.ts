// Which keys do what: the commands' own chords, changed by what this person chose.

import { computed, signal } from "@preact/signals";
import { chordsOfPress, here, isKept, isPlain, type Situation, spelled, winner } from "./chords.ts";
import { type Command, commands, run } from "./registry.ts";

const NAME = "icotes-keys";
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** What was chosen instead of a default: command id to chord; an empty one takes the key away. */
export const chosen = signal<Record<string, string>>(kept());

function kept(): Record<string, string> {
  try {
    const said = Object.entries(JSON.parse(localStorage.getItem(NAME) ?? "{}"));
    return Object.fromEntries(said.filter((each): each is [string, string] => typeof each[1] === "string"));
  } catch {
    return {};
  }
}

addEventListener("storage", ({ key }) => key === NAME && (chosen.value = kept()));

/** Gives a command another chord; `undefined` its default back. */
export function choose(id: string, chord: string | undefined): void {
  const { [id]: _, ...others } = chosen.value;
  chosen.value = chord === undefined ? others : { ...others, [id]: chord };
  localStorage.setItem(NAME, JSON.stringify(chosen.value));
}

/** The chords of a command as they hold now; a default may have several, with spaces between. */
export const chordsOf = (it: Command): readonly string[] =>
  (chosen.value[it.id] ?? it.key ?? "")
    .split(" ")
    .filter((each) => each !== "")
    .map((each) => here(each, MAC));

/** The first of a command's chords; empty if it has none. */
export const chordOf = (it: Command): string => chordsOf(it)[0] ?? "";

const byChord = computed(() => {
  const map = new Map<string, Command[]>();
  for (const each of commands.value) for (const it of chordsOf(each)) map.set(it, [...(map.get(it) ?? []), each]);
  return map;
});

/** What a chord does, apart from one command; browsers may keep it for themselves. */
export function others(chord: string, but: Command): { same: readonly Command[]; elsewhere: readonly Command[] } {
  const having = (byChord.value.get(chord) ?? []).filter((each) => each !== but);
  const same = having.filter((each) => each.place === but.place);
  return { same, elsewhere: having.filter((each) => !same.includes(each)) };
}

/** Whether a chord never reaches this page. */
export const neverComes = isKept;

/** Whether a chord is typing wherever somebody types. */
export const isPlainChord = isPlain;

/** The chord of a key press, e.g. `Mod+Shift+F`; empty while only modifiers are held or something is composed. */
export const chord = (event: KeyboardEvent): string => chordsOfPress(event, MAC)[0] ?? "";

/** A chord as a person reads it. */
export const shown = (text: string): string => spelled(text, MAC);

/** Runs the command of each key press; what stands deeper in the page goes before what works everywhere. */
export function listenToKeys(): void {
  addEventListener("keydown", (event) => press(event, true), { capture: true });
  addEventListener("keydown", (event) => event.defaultPrevented || press(event, false));
}

let recorder: ((event: KeyboardEvent) => void) | undefined;

/** Gives all key presses to one taker until what it returns is called. */
export function record(take: (event: KeyboardEvent) => void): () => void {
  recorder = take;
  return () => (recorder = undefined);
}

function situation(target: Element): Situation {
  const places: string[] = [];
  for (let each = target.closest("[data-place]"); each; each = each.parentElement?.closest("[data-place]") ?? null)
    places.push(...(each.getAttribute("data-place") ?? "").split(" "));
  if (target.closest(".xterm")) return { places: [...places, "terminal"], into: "terminal" };
  if (target.closest(".cm-content")) return { places, into: "editor" };
  const typed = target.matches("input:not([type=checkbox], [type=radio], [type=button]), textarea, select");
  return { places, into: typed || target.closest("[contenteditable=true]") ? "field" : "" };
}

/**
 * First, on its way down, a press goes to commands; those that work everywhere leave it to an editor, which says by
 * `preventDefault` that it was its own, and get it on its way up.
 */
function press(event: KeyboardEvent, down: boolean): void {
  if (recorder && down) recorder(event);
  if (recorder) return;
  if (event.repeat && event.key === "Escape") return;
  const target = event.target instanceof Element ? event.target : document.body;
  const where = situation(target);
  const modal = document.querySelector("dialog:modal, .door");
  for (const each of chordsOfPress(event, MAC)) {
    const having = byChord.value.get(each) ?? [];
    const it = winner(having, each, where);
    const late = where.into === "editor" && it?.place === undefined;
    if (late === down) continue;
    const within = !modal || (it?.place && target.closest(`[data-place~="${it.place}"]`)?.closest("dialog") === modal);
    if (!it && (where.into === "terminal" || isPlain(each) || !having.some((one) => !one.place))) continue;
    if (!it && where.into === "field") continue;
    if (it?.native && chosen.value[it.id] === undefined) return;
    event.preventDefault();
    if (!it) return;
    event.stopPropagation();
    if (within) void run(it.id);
    return;
  }
}
