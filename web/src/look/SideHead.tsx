import type { ComponentChildren } from "preact";

/** The first line of a view at the side: its name, and icon buttons. */
export function SideHead({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <header class="side-head">
      <h2>{title}</h2>
      <div class="side-acts">{children}</div>
    </header>
  );
}
