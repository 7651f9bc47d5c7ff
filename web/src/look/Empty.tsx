import type { ComponentChildren } from "preact";
import type { Icon } from "./icon.ts";
import "./empty.css";

interface Props {
  icon: Icon;
  /** What is so, in a sentence. */
  text: string;
  /** What can be done about it: buttons. */
  children?: ComponentChildren;
}

/** What stands where there is nothing to show: why, and what to do. */
export function Empty({ icon: Icon, text, children }: Props) {
  return (
    <div class="empty">
      <Icon size={28} strokeWidth={1.25} />
      <p>{text}</p>
      {children && <div class="empty-answers">{children}</div>}
    </div>
  );
}
