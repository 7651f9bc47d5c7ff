import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { chordOf, shown } from "../commands/keys.ts";
import { command, run } from "../commands/registry.ts";
import "./menu.css";

/** A line of a menu: a command by its id, something else to do, or a rule between groups. */
export type MenuItem = string | { title: string; run(): void; off?: boolean } | "-";

const menu = signal<{ x: number; y: number; items: readonly MenuItem[]; back: Element | null } | undefined>(undefined);

/** Opens a menu at a point of the window; focus goes back to where it was when it closes. */
export function openMenu(x: number, y: number, items: readonly MenuItem[]): void {
  menu.value = { x, y, items, back: document.activeElement };
}

/** Where menus appear; stands once in the frame. */
export function Menu() {
  const it = menu.value;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = element.current;
    if (!it || !box) return;
    box.style.left = `${Math.max(4, Math.min(it.x, innerWidth - box.offsetWidth - 4))}px`;
    box.style.top = `${Math.max(4, Math.min(it.y, innerHeight - box.offsetHeight - 4))}px`;
    box.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")?.focus();
  }, [it]);
  if (!it) return null;
  const close = () => {
    menu.value = undefined;
    if (it.back instanceof HTMLElement) it.back.focus();
  };
  const step = (by: number) => {
    const all = [...(element.current?.querySelectorAll<HTMLElement>("[role=menuitem]:not(:disabled)") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    all[(at + by + all.length) % all.length]?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="menu-over" onPointerDown={close} onContextMenu={(event) => event.preventDefault()}>
      <div
        ref={element}
        class="menu"
        role="menu"
        tabIndex={-1}
        onKeyDown={press}
        onPointerDown={(event) => event.stopPropagation()}
      >
        {it.items.map((item) => (item === "-" ? <hr /> : <Line item={item} close={close} />))}
      </div>
    </div>
  );
}

function Line({ item, close }: { item: MenuItem; close: () => void }) {
  const known = typeof item === "string" ? command(item) : undefined;
  const title = typeof item === "string" ? (known?.title ?? item) : item.title;
  const off = typeof item === "string" ? known?.when?.() === false : item.off;
  const act = () => {
    close();
    if (typeof item === "string") void run(item);
    else item.run();
  };
  return (
    <button type="button" role="menuitem" disabled={off} onClick={act}>
      <span>{title}</span>
      {known && <kbd>{shown(chordOf(known))}</kbd>}
    </button>
  );
}
