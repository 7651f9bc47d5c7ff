// The commands of terminals, with their keys.

import { type Command, register } from "../commands/registry.ts";
import { activePath } from "../editor/index.tsx";
import { say } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import * as actions from "./actions.ts";
import { apart, groupOf, stepped } from "./groups.ts";
import { active, arrangement, mayType, terminals } from "./state.ts";
import { enlarge, nextCursor, toggleReader } from "./taste.ts";

const some = () => active.value !== undefined;
const text = words.terminals;
const here = { place: "terminal", inTerminal: true, when: some };

const opening: Command[] = [
  {
    id: "terminals.new",
    title: text.new,
    key: "Mod+Shift+`",
    inTerminal: true,
    when: mayType,
    run: () => void actions.newTerminal(),
  },
  {
    id: "terminals.newHere",
    title: text.newHere,
    when: () => mayType() && !!activePath.value,
    run: () => void actions.newTerminal({ cwd: actions.parent(activePath.value) }),
  },
  {
    id: "terminals.split",
    title: text.split,
    key: "Mod+Shift+5",
    inTerminal: true,
    when: mayType,
    run: actions.splitTerminal,
  },
  { id: "terminals.focus", title: text.focus, run: actions.focus },
];

const one: Command[] = [
  {
    id: "terminals.unsplit",
    title: text.unsplit,
    when: () => groupOf(arrangement.value, arrangement.value.active).length > 1,
    run: () => {
      arrangement.value = apart(arrangement.value, arrangement.value.active);
    },
  },
  {
    id: "terminals.close",
    title: text.close,
    key: "Alt+W",
    ...here,
    when: () => some() && mayType(),
    run: () => actions.closeTerminal(),
  },
  {
    id: "terminals.rename",
    title: text.rename,
    when: () => some() && mayType(),
    run: () => {
      actions.renaming.value = arrangement.value.active;
    },
  },
  {
    id: "terminals.restart",
    title: text.restart,
    when: () => mayType() && (active.value?.state === "exited" || !!active.value?.gone),
    run: () => actions.restart(),
  },
  {
    id: "terminals.share",
    title: text.share,
    when: () => actions.mayShare(active.value) && !active.value?.shared,
    run: () => actions.share(),
  },
  {
    id: "terminals.unshare",
    title: text.unshare,
    when: () => actions.mayShare(active.value) && !!active.value?.shared,
    run: () => actions.share(),
  },
  {
    id: "terminals.next",
    title: text.next,
    key: "Alt+PageDown",
    ...here,
    when: () => terminals.value.length > 1,
    run: () => actions.goTo(stepped(arrangement.value, 1)),
  },
  {
    id: "terminals.previous",
    title: text.previous,
    key: "Alt+PageUp",
    ...here,
    when: () => terminals.value.length > 1,
    run: () => actions.goTo(stepped(arrangement.value, -1)),
  },
  { id: "terminals.clear", title: text.clear, when: some, run: () => actions.activeScreen()?.term.clear() },
  {
    id: "terminals.find",
    title: text.find,
    key: "Mod+F",
    ...here,
    run: () => {
      actions.finding.value = arrangement.value.active;
      document.querySelector<HTMLInputElement>(".terminal-find input")?.select();
    },
  },
];

const looking: Command[] = [
  { id: "terminals.larger", title: text.larger, key: "Mod+=", ...here, run: () => enlarge(1) },
  { id: "terminals.smaller", title: text.smaller, key: "Mod+-", ...here, run: () => enlarge(-1) },
  { id: "terminals.usual", title: text.usual, key: "Mod+0", ...here, run: () => enlarge(undefined) },
  { id: "terminals.cursor", title: text.cursor, when: some, run: nextCursor },
  { id: "terminals.reader", title: text.reader, run: () => say(toggleReader() ? text.readerOn : text.readerOff) },
];

/** Adds them. */
export function addCommands(): void {
  register(...opening, ...one, ...looking);
}
