import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { chordOf, shown } from "../commands/keys.ts";
import { command } from "../commands/registry.ts";
import "./tips.css";

const WAIT = 450;
/** How long after one tip the next comes at once. */
const WARM = 300;

const pointed = signal<HTMLElement | undefined>(undefined);

/** The names of buttons that have none to see: whatever has `data-tip` (its text, else its label) and, if it has, `data-command`. */
export function Tips() {
  const box = useRef<HTMLDivElement>(null);
  const it = pointed.value;
  useEffect(follow, []);
  useLayoutEffect(() => place(box.current, it), [it]);
  if (!it?.isConnected) return null;
  const known = command(it.dataset["command"] ?? "");
  const chord = known && chordOf(known);
  return (
    <div ref={box} class="tip" role="tooltip" popover="manual">
      {it.dataset["tip"] || it.getAttribute("aria-label")}
      {chord && <kbd>{shown(chord)}</kbd>}
    </div>
  );
}

function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = 0;
  const hide = () => {
    clearTimeout(timer);
    if (pointed.value) left = performance.now();
    pointed.value = undefined;
  };
  const over = (event: PointerEvent) => {
    const target = event.target as Element;
    if (event.pointerType === "touch" || target.closest(".tip")) return;
    const found = target.closest<HTMLElement>("[data-tip]") ?? undefined;
    if (found === pointed.value) return;
    hide();
    if (found) timer = setTimeout(() => (pointed.value = found), performance.now() - left < WARM ? 0 : WAIT);
  };
  const focus = (event: FocusEvent) => {
    const target = event.target as HTMLElement;
    hide();
    if (target.matches?.("[data-tip]:focus-visible")) pointed.value = target;
  };
  const press = (event: KeyboardEvent) => event.key === "Escape" && hide();
  const heard = new AbortController();
  const options = { signal: heard.signal, capture: true };
  document.addEventListener("pointerover", over, options);
  document.addEventListener("pointerdown", hide, options);
  document.addEventListener("focusin", focus, options);
  document.addEventListener("keydown", press, options);
  document.addEventListener("scroll", hide, options);
  document.documentElement.addEventListener("pointerleave", hide, { signal: heard.signal });
  return () => heard.abort();
}

/** Beside what stands at the window's edge, else below it, or above if there is no room. */
function place(box: HTMLElement | null, target: HTMLElement | undefined): void {
  if (!box || !target) return;
  box.showPopover();
  const there = target.getBoundingClientRect();
  const beside = there.left < 8 && there.width < innerWidth / 3;
  const left = beside ? there.right + 6 : there.left + (there.width - box.offsetWidth) / 2;
  const below = there.bottom + 6 + box.offsetHeight < innerHeight;
  const top = beside
    ? there.top + (there.height - box.offsetHeight) / 2
    : below
      ? there.bottom + 6
      : there.top - box.offsetHeight - 6;
  box.style.left = `${Math.max(4, Math.min(left, innerWidth - box.offsetWidth - 4))}px`;
  box.style.top = `${top}px`;
}
