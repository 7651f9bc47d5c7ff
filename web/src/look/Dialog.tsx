import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import "./dialog.css";

/** A question that keeps everything else waiting. */
interface Question {
  title: string;
  body?: ComponentChildren;
  /** What can be answered, the safe one last; `kind` colours it. */
  answers: readonly { value: string; title: string; kind?: "main" | "bad" }[];
  answered(value: string): void;
  /** Where focus goes back to. */
  back: Element | null;
}

const question = signal<Question | undefined>(undefined);

/** Asks a person; returns the chosen answer's value, or empty if it was dismissed (Escape, or a click outside). */
export function ask(title: string, answers: Question["answers"], body?: ComponentChildren): Promise<string> {
  const back = question.value?.back ?? document.activeElement;
  question.value?.answered("");
  return new Promise((resolve) => {
    question.value = { title, body, answers, back, answered: resolve };
  });
}

/** Where questions appear; stands once in the frame. */
export function Dialog() {
  const it = question.value;
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const box = element.current;
    if (!it || !box) return;
    if (!box.open) box.showModal();
    (box.querySelector<HTMLElement>(".dialog-body :is(input, textarea, select), [data-first]") ?? box).focus();
  }, [it]);
  if (!it) return null;
  const answer = (value: string) => {
    question.value = undefined;
    // While it stands open, nothing outside of it takes the focus.
    element.current?.close();
    if (it.back instanceof HTMLElement && it.back.isConnected) it.back.focus();
    it.answered(value);
  };
  const first = it.answers.find((each) => each.kind === "main") ?? it.answers.at(-1);
  const outside = (event: PointerEvent) => {
    const box = element.current!.getBoundingClientRect();
    const inside =
      event.clientX >= box.left &&
      event.clientX <= box.right &&
      event.clientY >= box.top &&
      event.clientY <= box.bottom;
    if (event.target === element.current && !inside) answer("");
  };
  return (
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby="dialog-title"
      onCancel={(event) => (event.preventDefault(), answer(""))}
      onPointerDown={outside}
    >
      <h2 id="dialog-title">{it.title}</h2>
      {it.body && <div class="dialog-body">{it.body}</div>}
      <div class="dialog-answers">
        {it.answers.map((each) => (
          <button
            key={each.value}
            type="button"
            class={each.kind}
            data-first={each === first || undefined}
            onClick={() => answer(each.value)}
          >
            {each.title}
          </button>
        ))}
      </div>
    </dialog>
  );
}
