import { useRef } from "preact/hooks";
import "./splitter.css";

const STEP = 16;
const LEAP = 64;

interface Props {
  /** Which way it moves: `row` left and right, `column` up and down. */
  direction: "row" | "column";
  label: string;
  /** Where it stands and how far it may go, in any unit, for screen readers. */
  value: number;
  min: number;
  max: number;
  /** Is told by how many pixels it moves. */
  onMove: (pixels: number) => void;
  /** A double click, or Enter: back to where it was at first. */
  onReset: () => void;
}

/** A border between two places that can be moved by mouse, finger and keyboard. */
export function Splitter({ direction, label, value, min, max, onMove, onReset }: Props) {
  const last = useRef<number | undefined>(undefined);
  const at = (event: PointerEvent) => (direction === "row" ? event.clientX : event.clientY);
  const [less, more] = direction === "row" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
  const press = (event: KeyboardEvent) => {
    const by = event.shiftKey ? LEAP : STEP;
    if (event.key === less) onMove(-by);
    else if (event.key === more) onMove(by);
    else if (event.key === "Enter") onReset();
    else return;
    event.preventDefault();
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    last.current = at(event);
  };
  const move = (event: PointerEvent) => {
    if (last.current === undefined) return;
    const now = at(event);
    if (now !== last.current) onMove(now - last.current);
    last.current = now;
  };
  const up = () => {
    last.current = undefined;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule is not something to move
    <div
      class={`splitter ${direction}`}
      role="separator"
      tabIndex={0}
      aria-orientation={direction === "row" ? "vertical" : "horizontal"}
      aria-label={label}
      aria-valuenow={Math.round(value)}
      aria-valuemin={Math.round(min)}
      aria-valuemax={Math.round(max)}
      onKeyDown={press}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDblClick={onReset}
    />
  );
}
