import {
  Bold,
  ChevronDown,
  Code,
  Ellipsis,
  ImagePlus,
  Italic,
  Link,
  List,
  ListOrdered,
  Minus,
  Quote,
  Redo2,
  SquareCode,
  Strikethrough,
  Table,
  Undo2,
} from "lucide-preact";
import type { EditorView } from "prosemirror-view";
import { IconButton } from "../look/IconButton.tsx";
import type { Icon } from "../look/icon.ts";
import { type MenuItem, openMenuUnder } from "../look/Menu.tsx";
import { words } from "../words/index.ts";
import * as acts from "./acts.ts";
import { ticks } from "./state.ts";

const text = words.notes;
const MARKS: readonly [string, string, Icon][] = [
  ["bold", "strong", Bold],
  ["italic", "em", Italic],
  ["strike", "strike", Strikethrough],
  ["code", "code", Code],
  ["link", "link", Link],
];
const BLOCKS: readonly [string, string, Icon][] = [
  ["bullets", "bullet_list", List],
  ["numbers", "ordered_list", ListOrdered],
  ["quote", "blockquote", Quote],
  ["codeBlock", "code_block", SquareCode],
];

/** How what is selected is formatted, and what can be made of it. */
export function Bar({ view }: { view: EditorView }) {
  void ticks.value;
  const { state } = view;
  const held = (event: Event) => event.preventDefault(); // the keyboard stays in the text
  return (
    <div class="note-bar" role="toolbar" aria-label={text.format} onPointerDown={held}>
      <Style view={view} />
      <Group>
        {MARKS.map(([id, name, icon]) => (
          <IconButton key={id} icon={icon} command={`notes.${id}`} aria-pressed={acts.isMarked(state, name)} />
        ))}
      </Group>
      <Group>
        {BLOCKS.map(([id, name, icon]) => (
          <IconButton key={id} icon={icon} command={`notes.${id}`} aria-pressed={acts.isWithin(state, name)} />
        ))}
        <Tables view={view} />
        <IconButton icon={ImagePlus} command="notes.picture" />
        <IconButton icon={Minus} command="notes.rule" />
      </Group>
      <Group>
        <IconButton icon={Undo2} command="notes.undo" />
        <IconButton icon={Redo2} command="notes.redo" />
        <IconButton
          icon={Ellipsis}
          title={text.more}
          aria-haspopup="menu"
          onClick={(event) => openMenuUnder(event.currentTarget, ["notes.save", "notes.export"])}
        />
      </Group>
    </div>
  );
}

function Group({ children }: { children: preact.ComponentChildren }) {
  return <div class="note-group">{children}</div>;
}

function Style({ view }: { view: EditorView }) {
  const level = acts.headingAt(view.state);
  const line = (each: number): MenuItem => ({
    title: each ? text.heading(each) : text.paragraph,
    checked: each === level,
    run: () => acts.heading(each === level ? 0 : each),
    command: each ? `notes.heading${each}` : "notes.paragraph",
  });
  return (
    <button
      type="button"
      class="bare note-style"
      aria-haspopup="menu"
      aria-label={`${text.style}: ${level ? text.heading(level) : text.paragraph}`}
      onClick={(event) => openMenuUnder(event.currentTarget, [0, 1, 2, 3].map(line))}
    >
      {level ? text.heading(level) : text.paragraph}
      <ChevronDown size={14} aria-hidden="true" />
    </button>
  );
}

function Tables({ view }: { view: EditorView }) {
  const within = acts.isWithin(view.state, "table");
  const items: readonly MenuItem[] = [
    { title: text.rowBelow, run: acts.rowBelow },
    { title: text.columnRight, run: acts.columnRight },
    "-",
    { title: text.removeRow, run: acts.removeRow },
    { title: text.removeColumn, run: acts.removeColumn },
    { title: text.removeTable, run: acts.removeTable, bad: true },
  ];
  if (!within) return <IconButton icon={Table} command="notes.table" />;
  return (
    <IconButton
      icon={Table}
      title={text.table}
      aria-haspopup="menu"
      aria-pressed
      onClick={(event) => openMenuUnder(event.currentTarget, items)}
    />
  );
}
