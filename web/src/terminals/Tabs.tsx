import { Columns2, Ellipsis, Plus, SquareTerminal, Users, X } from "lucide-preact";
import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { command } from "../commands/registry.ts";
import { IconButton } from "../look/IconButton.tsx";
import { type MenuItem, openMenu, openMenuUnder } from "../look/Menu.tsx";
import { fail } from "../notices/notices.ts";
import { narrow } from "../shell/layout.ts";
import { PanelActs, PanelTabs } from "../shell/Panel.tsx";
import { words } from "../words/index.ts";
import { closeTerminal, goTo, rename, renaming } from "./actions.ts";
import { groupOf, stepped } from "./groups.ts";
import { arrangement, mayType, otherOn, type Shown, terminal, terminals, titles } from "./state.ts";
import "../look/tabs.css";
import "./tabs.css";

const MENU: readonly MenuItem[] = [
  "terminals.split",
  "terminals.unsplit",
  "terminals.rename",
  "terminals.restart",
  "-",
  "terminals.share",
  "terminals.unshare",
  "-",
  "terminals.find",
  "terminals.clear",
  "terminals.cursor",
  "terminals.reader",
  "-",
  "terminals.close",
];

const SOMETIMES = new Set<MenuItem>(["terminals.unsplit", "terminals.restart", "terminals.share", "terminals.unshare"]);

/** What can be done with the active terminal; what makes no sense now is left out. */
const menuItems = (): MenuItem[] =>
  MENU.filter((each) => typeof each !== "string" || !SOMETIMES.has(each) || command(each)?.when?.() !== false);

/** The first line of the panel: a tab for each terminal, and what can be done. */
export function Tabs() {
  const order = arrangement.value.groups.flat().flatMap((id) => terminal(id) ?? []);
  const tabs = order.filter((it) => it.id !== renaming.value);
  const ids = tabs.map((it) => `terminal-tab-${it.id}`).join(" ");
  const wheel = (event: WheelEvent) => {
    if (!event.deltaX) (event.currentTarget as HTMLElement).scrollLeft += event.deltaY;
  };
  return (
    <header class="terminal-head">
      <PanelTabs />
      <div class="terminal-tabs" data-place="terminal-tabs" onWheel={wheel}>
        {ids && <div role="tablist" aria-label={words.terminals.list} aria-owns={ids} />}
        {order.map((it) =>
          renaming.value === it.id ? <NameField key={it.id} it={it} /> : <Tab key={it.id} it={it} />,
        )}
      </div>
      <div class="terminal-acts">
        {mayType() && <IconButton icon={Plus} command="terminals.new" />}
        {mayType() && !narrow.value && <IconButton icon={Columns2} command="terminals.split" />}
        {order.length > 0 && (
          <IconButton
            icon={Ellipsis}
            title={words.terminals.more}
            aria-haspopup="menu"
            onClick={(event) => openMenuUnder(event.currentTarget, menuItems())}
          />
        )}
        <PanelActs />
      </div>
    </header>
  );
}

/** Its name; of several with the same one, with a number. */
export function nameOf(it: Shown): string {
  const same = terminals.value.filter((each) => each.name === it.name);
  const at = same.findIndex((each) => each.id === it.id);
  return at > 0 ? `${it.name} ${at + 1}` : it.name;
}

function Tab({ it }: { it: Shown }) {
  const name = nameOf(it);
  const group = groupOf(arrangement.value, it.id);
  const chosen = arrangement.value.active === it.id;
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen]);
  const menu = (event: MouseEvent) => {
    event.preventDefault();
    arrangement.value = { ...arrangement.value, active: it.id };
    openMenu(event.clientX, event.clientY, menuItems());
  };
  const close = () => void closeTerminal(it.id).catch(fail);
  const beside = group.length > 1 && (group[0] === it.id ? "first" : group.at(-1) === it.id ? "last" : "middle");
  return (
    <div
      class="terminal-tab"
      data-beside={beside || undefined}
      data-chosen={chosen || undefined}
      data-over={it.state === "exited" || !!it.gone || undefined}
      onContextMenu={menu}
      onAuxClick={(event) => event.button === 1 && close()}
    >
      <button
        ref={element}
        type="button"
        role="tab"
        id={`terminal-tab-${it.id}`}
        class="tab-label terminal-tab-name"
        tabIndex={chosen ? 0 : -1}
        aria-selected={chosen}
        data-tip={[titles.value.get(it.id) || it.command.join(" ").slice(0, 200), ...marksOf(it)].join(" · ")}
        onClick={() => goTo(it.id)}
        onDblClick={() => mayType() && !it.gone && (renaming.value = it.id)}
        onKeyDown={(event) => press(event, it)}
      >
        <SquareTerminal size={14} />
        <span>{name}</span>
        <Mark it={it} />
        <span class="unseen">{marksOf(it).join(", ")}</span>
      </button>
      {mayType() && (
        <button
          type="button"
          class="tab-shut terminal-tab-close"
          tabIndex={chosen ? 0 : -1}
          aria-label={words.terminals.closeThis(name)}
          onClick={close}
        >
          <X size={14} />
        </button>
      )}
    </div>
  );
}

/** Keys while the focus is on a tab. */
function press(event: KeyboardEvent, it: Shown): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    arrangement.value = { ...arrangement.value, active: stepped(arrangement.value, step) };
    requestAnimationFrame(() => document.querySelector<HTMLElement>(".terminal-tabs [aria-selected=true]")?.focus());
  } else if (event.key === "Delete") void closeTerminal(it.id).catch(fail);
  else if (event.key === "F2" && mayType() && !it.gone) renaming.value = it.id;
  else return;
  event.preventDefault();
}

/** How it ended, or who types. */
function Mark({ it }: { it: Shown }) {
  if (it.gone) return null;
  if (it.state === "exited")
    return (
      <span class="terminal-code" aria-hidden="true" data-bad={it.exit?.code !== 0 || undefined}>
        {codeOf(it)}
      </span>
    );
  if (otherOn(it))
    return (
      <span class="terminal-who" aria-hidden="true">
        {initials(it.writer)}
      </span>
    );
  return it.shared ? <Users size={12} /> : null;
}

const codeOf = (it: Shown): string => String(it.exit?.code ?? (it.exit?.signal || "?"));
const initials = (name: string): string => [...name.trim()].slice(0, 2).join("").toUpperCase();

function marksOf(it: Shown): string[] {
  const text = words.terminals;
  const other = otherOn(it);
  if (it.gone) return [text.gone];
  if (it.state === "exited") return [text.exitCode(codeOf(it))];
  return [...(other ? [text.typesHere(other)] : []), ...(it.shared ? [text.sharedMark] : [])];
}

function NameField({ it }: { it: Shown }) {
  const element = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    element.current?.focus();
    element.current?.select();
  }, []);
  const done = (name: string) => {
    if (renaming.value === it.id) void rename(it.id, name.trim()).catch(fail);
  };
  const press = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    done(event.key === "Enter" ? event.currentTarget.value : "");
    goTo(it.id);
  };
  return (
    <input
      ref={element}
      class="terminal-rename"
      defaultValue={it.name}
      maxLength={100}
      spellcheck={false}
      aria-label={words.terminals.nameOf(it.name)}
      onKeyDown={press}
      onBlur={() => done(element.current?.value ?? "")}
    />
  );
}
