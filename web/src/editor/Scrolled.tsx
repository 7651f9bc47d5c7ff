import type { ComponentChildren, Ref } from "preact";

interface Props {
  label: string;
  class: string;
  box?: Ref<HTMLElement>;
  hidden?: boolean;
  onScroll?: (event: { currentTarget: HTMLElement }) => void;
  children?: ComponentChildren;
}

/** A place that scrolls, also by keys. */
export function Scrolled({ label, class: name, box, hidden, onScroll, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section ref={box} class={name} tabIndex={0} aria-label={label} hidden={hidden} onScroll={onScroll}>
      {children}
    </section>
  );
}
