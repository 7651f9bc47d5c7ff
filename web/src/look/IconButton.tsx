import type { ButtonHTMLAttributes } from "preact";
import { command, run } from "../commands/registry.ts";
import type { Icon } from "./icon.ts";

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "icon" | "title"> {
  icon: Icon;
  /** Its name, shown when it is pointed at or has the focus; a command's own if it is left out. */
  title?: string;
  /** The command that it runs; its key is shown too. */
  command?: string;
  size?: number;
}

/** A button of an icon only. */
export function IconButton({ icon: Icon, title, command: id, size = 16, class: name, ...rest }: Props) {
  const known = id === undefined ? undefined : command(id);
  return (
    <button
      type="button"
      disabled={known?.when?.() === false}
      onClick={id === undefined ? undefined : () => void run(id)}
      {...rest}
      class={`icon ${name ?? ""}`}
      aria-label={title ?? known?.title}
      data-tip=""
      data-command={id}
    >
      <Icon size={size} />
    </button>
  );
}
