// Which chord a key press is, and whose it is: plain rules, without the page.

/** What of a key press counts. */
export interface Press {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
  isComposing?: boolean;
  getModifierState?(name: string): boolean;
}

/** Where a key was pressed. */
export interface Situation {
  /** The places around the focus, the innermost first. */
  places: readonly string[];
  /** What takes the keys there: a field of text, an editor, the program in a terminal, or nothing of that. */
  into: "field" | "editor" | "terminal" | "";
}

/** What of a command counts here. */
export interface Claim {
  place?: string;
  inTerminal?: boolean;
  when?: () => boolean;
}

const MODIFIERS = ["Control", "Shift", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "Fn", "OS", "Hyper", "Super"];

/** What stands on a key of the usual keyboard, for layouts that have something else there. */
const SYMBOLS: Record<string, string> = {
  Backquote: "`",
  Backslash: "\\",
  BracketLeft: "[",
  BracketRight: "]",
  Comma: ",",
  Equal: "=",
  Minus: "-",
  Period: ".",
  Quote: "'",
  Semicolon: ";",
  Slash: "/",
};
const NAMES: Record<string, string> = { " ": "Space", "+": "Plus", Esc: "Escape", Del: "Delete" };

/** What a field of text does by itself. */
const EDITS =
  /^(Mod\+[ACVXYZ]|Mod\+Shift\+[VZ]|Mod\+(Shift\+)?(Backspace|Delete|Home|End|Insert|Arrow\w+)|Ctrl\+(Shift\+)?\w|Alt\+(Shift\+)?(Backspace|Delete|Arrow(Left|Right)))$/;

/**
 * The chords that a key press may stand for, the likeliest first, e.g. `Mod+Shift+7` and, where `/` is there, `Mod+/`;
 * none while something is composed, with AltGr, and of modifiers alone.
 */
export function chordsOfPress(press: Press, mac: boolean): string[] {
  if (press.isComposing || press.key === "Process" || press.key === "Unidentified" || MODIFIERS.includes(press.key))
    return [];
  if (press.getModifierState?.("AltGraph")) return [];
  const held = press.ctrlKey || press.altKey || press.metaKey;
  if (press.key === "Dead" && !held) return [];
  const before = [
    (mac ? press.metaKey : press.ctrlKey) && "Mod",
    mac ? press.ctrlKey && "Ctrl" : press.metaKey && "Meta",
    press.altKey && "Alt",
  ].filter((each) => each !== false);
  const chord = (name: string, shift: boolean) => [...before, ...(shift ? ["Shift"] : []), name].join("+");
  const all = [chord(nameOf(press), press.shiftKey)];
  if (press.shiftKey && /^[^\p{L}\d]$/u.test(press.key)) all.push(chord(NAMES[press.key] ?? press.key, false));
  return [...new Set(all)];
}

/** A letter is what is printed on the key, where it is a Latin one; all else falls back on the key's place. */
function nameOf({ key, code, shiftKey }: Press): string {
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  const place = /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? SYMBOLS[code];
  if (place && (key === "Dead" || !/^[!-~]$/.test(key) || shiftKey || /\d/.test(place))) return place;
  return NAMES[key] ?? key;
}

/** A chord as this system has it: where there is no Cmd key, Ctrl is `Mod`. */
export const here = (chord: string, mac: boolean): string => (mac ? chord : chord.replace(/^Ctrl\+/, "Mod+"));

/** Whether it is typing: no modifier but Shift, and no function key. */
export const isPlain = (chord: string): boolean => !/(^|\+)(Mod|Ctrl|Alt|Meta)\+|^(Shift\+)?F\d+$/.test(chord);

/** Whether a command has a say about a chord where it was pressed. */
function claims(it: Claim, chord: string, { places, into }: Situation): boolean {
  if (it.place && !places.includes(it.place)) return false;
  if (into === "terminal") {
    const within = it.place && places.indexOf(it.place) <= places.indexOf("terminal");
    return !!within || (it.inTerminal === true && !isPlain(chord));
  }
  if (into === "editor" && it.place === "editor") return true;
  if (into === "") return true;
  const leaving = chord === "Escape" && it.place !== undefined;
  return leaving || (!isPlain(chord) && !EDITS.test(chord));
}

/** Whose a chord is: what stands deeper in the page goes before what works everywhere. */
export function winner<C extends Claim>(having: readonly C[], chord: string, where: Situation): C | undefined {
  const depth = (it: C) => (it.place ? where.places.indexOf(it.place) : where.places.length);
  return having
    .filter((it) => claims(it, chord, where) && it.when?.() !== false)
    .reduce<C | undefined>((best, it) => (best && depth(best) <= depth(it) ? best : it), undefined);
}

const GLYPHS: Record<string, string> = { Mod: "⌘", Ctrl: "⌃", Alt: "⌥", Shift: "⇧", Meta: "⌘" };
const ARROWS: Record<string, string> = { ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };

/** A chord as a person reads it. */
export function spelled(chord: string, mac: boolean): string {
  const parts = chord.split("+").map((each) => ARROWS[each] ?? (each === "Plus" ? "+" : each));
  if (mac) return parts.map((each) => GLYPHS[each] ?? each).join("");
  return parts.map((each) => (each === "Mod" ? "Ctrl" : each)).join("+");
}

/** Whether browsers keep a chord for themselves, so that no page ever sees it. */
export const isKept = (chord: string): boolean => /^Mod\+(Shift\+)?([TNW]|Tab)$|^Mod\+Shift\+Q$|^Alt\+F4$/.test(chord);
