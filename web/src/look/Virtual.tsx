import type { ComponentChildren, HTMLAttributes } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { rowHeight } from "./rows.ts";
import "./virtual.css";

/** Rows that are drawn beyond each edge, so that scrolling shows no gaps. */
const SPARE = 12;

export interface Row {
  style: { top: number; height: number };
  /** What a screen reader needs as most rows are not in the page. */
  place: { "aria-setsize": number; "aria-posinset": number };
}

/** What can be done with a list from outside. */
export interface VirtualHandle {
  /** Scrolls as little as it takes to see a row, or puts it in the middle. */
  reveal(index: number, centre?: boolean): void;
  element: HTMLElement;
}

interface Props extends Omit<HTMLAttributes<HTMLDivElement>, "role" | "label" | "children"> {
  count: number;
  role: "listbox" | "tree" | "list";
  label: string;
  /** Draws a row: give it a `key`, `style={row.style}`, `id` if it can be active, and where the role has it `{...row.place}`. */
  row: (index: number, row: Row, slot: number) => ComponentChildren;
  /** The row that the keyboard is at, -1 for none; it is always drawn and scrolled to when it changes. */
  active?: number;
  /** The element id of a row. */
  idOf?: (index: number) => string;
  /** Arrows, Home, End, PageUp and PageDown call it with the row to go to. */
  onActive?: (index: number, event: KeyboardEvent) => void;
  /** Pixels; the token `--row` unless given. */
  height?: number;
  /** With `slot` as `key`, rows take over the elements of those that left, so that scrolling makes and moves none. */
  pooled?: boolean;
  handle?: (handle: VirtualHandle) => void;
}

/** A list of rows of one height, of which only those in sight are in the page; 100,000 are as quick as ten. */
export function Virtual({
  count,
  role,
  label,
  row,
  active = -1,
  idOf,
  onActive,
  height,
  pooled = false,
  handle,
  class: name,
  onKeyDown,
  ...rest
}: Props) {
  const high = height ?? rowHeight.value;
  const box = useRef<HTMLDivElement>(null);
  const [[first, end], setRange] = useState([0, 50]);
  const look = () => {
    const element = box.current;
    if (!element) return;
    const top = Math.floor(element.scrollTop / high);
    const bottom = Math.ceil((element.scrollTop + element.clientHeight) / high);
    setRange((before) => {
      const fits = before[0]! <= Math.max(0, top - SPARE / 3) && before[1]! >= bottom + SPARE / 3;
      const tight = before[1]! - before[0]! <= bottom - top + 3 * SPARE;
      const from = Math.max(0, top - SPARE);
      return fits && tight ? before : [from, from + Math.ceil(element.clientHeight / high) + 1 + 2 * SPARE];
    });
  };
  const reveal = (index: number, centre = false) => {
    const element = box.current;
    if (!element) return;
    const [top, bottom] = [index * high, (index + 1) * high - element.clientHeight];
    const before = element.scrollTop;
    const there = centre && (before > top || before < bottom);
    const next = there ? top - (element.clientHeight - high) / 2 : Math.min(top, Math.max(before, bottom));
    if (next !== before) element.scrollTop = next;
    look();
  };
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(look);
    watcher.observe(box.current!);
    handle?.({ reveal, element: box.current! });
    return () => watcher.disconnect();
  }, [high]);
  useLayoutEffect(() => {
    if (active >= 0 && active < count) reveal(active);
  }, [active, high]);
  useLayoutEffect(look, [count]);
  const press = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(box.current!.clientHeight / high) - 1);
    const target = steps(event.key, active, count, page);
    if (target !== undefined && onActive && count && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      onActive(target, event);
    } else (onKeyDown as ((event: KeyboardEvent) => void) | undefined)?.(event);
  };
  const indices = Array.from({ length: Math.max(0, Math.min(end!, count) - first!) }, (_, n) => first! + n);
  const slots = end! - first!;
  if (pooled) indices.sort((a, b) => (a % slots) - (b % slots));
  if (active >= 0 && active < count && (active < first! || active >= end!)) indices.push(active);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: its role is one of those that take a label
    <div
      ref={box}
      tabIndex={role === "list" ? undefined : 0}
      {...rest}
      class={`virtual ${name ?? ""}`}
      role={role}
      aria-label={label}
      aria-activedescendant={active >= 0 && active < count ? idOf?.(active) : undefined}
      onScroll={look}
      onKeyDown={press as HTMLAttributes<HTMLDivElement>["onKeyDown"]}
    >
      <div class="virtual-whole" role="presentation" style={{ height: count * high }}>
        {indices.map((index) =>
          row(
            index,
            {
              style: { top: index * high, height: high },
              place: { "aria-setsize": count, "aria-posinset": index + 1 },
            },
            index >= first! && index < end! ? index % slots : -1,
          ),
        )}
      </div>
    </div>
  );
}

/** Where a key leads to in a list. */
function steps(key: string, active: number, count: number, page: number): number | undefined {
  const to = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    Home: 0,
    End: count - 1,
    PageDown: active + page,
    PageUp: active - page,
  };
  const target = to[key as keyof typeof to];
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}
