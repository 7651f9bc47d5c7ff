import { signal } from "@preact/signals";
import { Check } from "lucide-preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { chordOf, shown } from "../commands/keys.ts";
import { command, run } from "../commands/registry.ts";
import { words } from "../words/index.ts";
import "./menu.css";

/** Something else to do than a command. */
export interface MenuLine {
  title: string;
  run(): void;
  off?: boolean | undefined;
  /** One of several of which one holds; a mark stands before it if it does. */
  checked?: boolean | undefined;
  /** It destroys something. */
  bad?: boolean;
  /** The command whose key is shown, as it does the same. */
  command?: string;
}

/** A line of a menu: a command by its id (left out while nobody has it), something else to do, or a rule between groups. */
export type MenuItem = string | MenuLine | "-";

interface Open {
  x: number;
  y: number;
  items: readonly MenuItem[];
  /** Where focus goes back to. */
  back: Element | null;
  /** It hangs from this. */
  from?: Element;
}

const menu = signal<Open | undefined>(undefined);

/** Opens a menu at a point of the window; focus goes back to where it was when it closes. */
export function openMenu(x: number, y: number, items: readonly MenuItem[]): void {
  menu.value = { x, y, items, back: document.activeElement };
}

/** Opens a menu under a button, or above it where there is no room; the same button closes it. */
export function openMenuUnder(button: Element, items: readonly MenuItem[]): void {
  const box = button.getBoundingClientRect();
  menu.value = { x: box.left, y: box.bottom + 2, items, back: button, from: button };
}

/** Where menus appear; stands once in the frame. */
export function Menu() {
  const it = menu.value;
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    it?.from?.setAttribute("aria-expanded", "true");
    if (it && element.current) place(element.current, it);
    return () => it?.from?.removeAttribute("aria-expanded");
  }, [it]);
  if (!it) return null;
  const close = () => {
    menu.value = undefined;
    if (it.back instanceof HTMLElement && it.back.isConnected) it.back.focus();
  };
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (!moved(event, element.current!)) return;
    event.preventDefault();
  };
  return (
    <section
      class="menu-over"
      aria-label={words.shell.menu}
      onPointerDown={(event) => event.target === event.currentTarget && close()}
      onContextMenu={(event) => event.preventDefault()}
    >
      <div ref={element} class="menu" role="menu" tabIndex={-1} onKeyDown={press}>
        {tidied(it.items).map((item, at) =>
          item === "-" ? <hr key={at} /> : <Line key={at} item={item} close={close} />,
        )}
      </div>
    </section>
  );
}

/** Without commands that nobody has, and without rules that part nothing. */
function tidied(items: readonly MenuItem[]): readonly MenuItem[] {
  const there = items.filter((item) => typeof item !== "string" || item === "-" || command(item));
  return there.filter((item, at) => item !== "-" || (at > 0 && there[at - 1] !== "-" && at < there.length - 1));
}

function place(box: HTMLElement, { x, y, from }: Open): void {
  const room = innerHeight - y - box.offsetHeight - 4;
  const above = from ? from.getBoundingClientRect().top - box.offsetHeight - 2 : y - box.offsetHeight;
  const top = room >= 0 || above < 4 ? Math.min(y, innerHeight - box.offsetHeight - 4) : above;
  box.style.left = `${Math.max(4, Math.min(x, innerWidth - box.offsetWidth - 4))}px`;
  box.style.top = `${Math.max(4, top)}px`;
  (box.querySelector<HTMLElement>(LINE) ?? box).focus();
}

const LINE = "[role^=menuitem]:not(:disabled)";
let typed = "";
let typedAt = 0;

/** Moves the focus as the key says: arrows, Home, End, the first letters of a line. */
function moved(event: KeyboardEvent, box: HTMLElement): boolean {
  const all = [...box.querySelectorAll<HTMLElement>(LINE)];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const keys = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 };
  const to = keys[event.key as keyof typeof keys];
  if (to !== undefined) {
    all.at(to % all.length)?.focus();
    return true;
  }
  if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return false;
  typed = event.timeStamp - typedAt > 800 ? event.key.toLowerCase() : typed + event.key.toLowerCase();
  typedAt = event.timeStamp;
  const from = typed.length > 1 ? at : at + 1;
  const order = [...all.slice(Math.max(0, from)), ...all.slice(0, Math.max(0, from))];
  order.find((each) => (each.textContent ?? "").trim().toLowerCase().startsWith(typed))?.focus();
  return true;
}

function Line({ item, close }: { item: string | MenuLine; close: () => void }) {
  const line = typeof item === "string" ? undefined : item;
  const known = command(typeof item === "string" ? item : (item.command ?? ""));
  const off = line ? line.off : known?.when?.() === false;
  const chord = known && chordOf(known);
  const act = () => {
    close();
    if (line) line.run();
    else void run(item as string);
  };
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: it is checked only as a radio
    <button
      type="button"
      class={line?.bad ? "bad" : undefined}
      role={line?.checked === undefined ? "menuitem" : "menuitemradio"}
      aria-checked={line?.checked}
      disabled={off}
      onClick={act}
      onPointerMove={(event) => event.currentTarget.focus()}
    >
      <span class="menu-mark">{line?.checked && <Check size={14} aria-hidden="true" />}</span>
      <span>{line?.title ?? known?.title}</span>
      {chord && <kbd>{shown(chord)}</kbd>}
    </button>
  );
}
