import { useMemo } from "preact/hooks";
import { runs } from "./ansi.ts";
import "../terminals/ansi.css";
import "./ansi.css";

/** Text of a program with the colours that it gives it; nothing in it is obeyed. */
export function Ansi({ text }: { text: string }) {
  const all = useMemo(() => runs(text), [text]);
  return (
    <>
      {all.map(({ text, marks, colour, ground }, at) =>
        marks || colour || ground ? (
          <span
            key={at}
            class={`ansi ${marks}`}
            style={{ color: colour || undefined, background: ground || undefined }}
          >
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </>
  );
}
