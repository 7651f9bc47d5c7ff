import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import "./dialog.css";

/** A question that keeps everything else waiting. */
interface Question {
  title: string;
  body?: ComponentChildren;
  /** What can be answered, the safe one last; `kind` colours it. */
  answers: readonly { value: string; title: string; kind?: "main" | "bad" }[];
  answered(value: string): void;
}

const question = signal<Question | undefined>(undefined);

/** Asks a person; returns the chosen answer's value, or empty if it was dismissed (Escape). */
export function ask(title: string, answers: Question["answers"], body?: ComponentChildren): Promise<string> {
  question.value?.answered("");
  return new Promise((resolve) => {
    question.value = { title, body, answers, answered: resolve };
  });
}

/** Where questions appear; stands once in the frame. */
export function Dialog() {
  const it = question.value;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (it) element.current?.showModal();
  }, [it]);
  if (!it) return null;
  const answer = (value: string) => {
    question.value = undefined;
    it.answered(value);
  };
  return (
    <dialog ref={element} class="dialog" aria-labelledby="dialog-title" onCancel={() => answer("")}>
      <h2 id="dialog-title">{it.title}</h2>
      {it.body && <div class="dialog-body">{it.body}</div>}
      <div class="dialog-answers">
        {it.answers.map((each) => (
          <button key={each.value} type="button" class={each.kind} onClick={() => answer(each.value)}>
            {each.title}
          </button>
        ))}
      </div>
    </dialog>
  );
}
