import { ChevronDown, Eraser, FastForward, Play, Plus, RotateCcw, Square } from "lucide-preact";
import { IconButton } from "../look/IconButton.tsx";
import { openMenuUnder } from "../look/Menu.tsx";
import { fail } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import type { Desk } from "./desk.ts";

const text = words.notebook;

const on = (act: () => Promise<unknown>) => () => void act().catch(fail);

/** What can be done with a notebook as a whole, and how its kernel is. */
export function Bar({ desk }: { desk: Desk }) {
  return (
    <div class="notebook-bar" role="toolbar" aria-label={text.toolbar}>
      <button
        type="button"
        class="bare"
        disabled={!desk.writable}
        aria-haspopup="menu"
        onClick={(event) => openMenuUnder(event.currentTarget, ["notebooks.addCode", "notebooks.addMarkdown"])}
      >
        <Plus size={16} aria-hidden="true" />
        {text.add}
      </button>
      <IconButton icon={Play} title={text.runCell} disabled={!desk.runs && !desk.writable} onClick={() => desk.run()} />
      <button type="button" class="bare" disabled={!desk.runs} onClick={() => void desk.runCells()}>
        <FastForward size={16} aria-hidden="true" />
        {text.runAll}
      </button>
      <IconButton icon={Square} title={text.interrupt} disabled={!desk.running} onClick={on(() => desk.interrupt())} />
      <IconButton icon={RotateCcw} title={text.restart} disabled={!desk.running} onClick={on(() => desk.restart())} />
      <IconButton icon={Eraser} title={text.clear} disabled={!desk.writable} onClick={on(() => desk.clear())} />
      <span class="notebook-space" />
      <Kernel desk={desk} />
    </div>
  );
}

function Kernel({ desk }: { desk: Desk }) {
  const { language, state } = desk.outputs.kernel.value;
  const name = language || desk.language();
  const items = [
    "notebooks.interrupt",
    "notebooks.restart",
    "notebooks.restartAndRun",
    "-",
    "notebooks.start",
    "notebooks.stop",
    "-",
    "notebooks.clear",
  ];
  return (
    <button
      type="button"
      class="bare notebook-kernel"
      data-state={state}
      aria-haspopup="menu"
      onClick={(event) => openMenuUnder(event.currentTarget, items)}
    >
      <span class="notebook-dot" aria-hidden="true" />
      <span class="unseen">{text.kernelIs}</span>
      <span>{name}</span>
      <span class="notebook-state soft">{text.kernel[state]}</span>
      <ChevronDown size={14} aria-hidden="true" />
    </button>
  );
}
