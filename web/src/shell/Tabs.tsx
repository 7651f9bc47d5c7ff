import { Columns2, Ellipsis, File, X } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { openMenu, openMenuUnder } from "../look/Menu.tsx";
import { words } from "../words/index.ts";
import { dragTab, dropTab, insertion } from "./drag.tsx";
import { focusSoon } from "./focus.ts";
import { close, type Group, keep, show, type Tab } from "./layout.ts";
import { tabMenu } from "./menu.ts";
import { tabActs, tabKinds } from "./views.ts";
import "../look/tabs.css";
import "./tabs.css";

/** The tabs of a group, and what can be done with them. */
export function Strip({ group, number }: { group: Group; number: number }) {
  const box = useRef<HTMLDivElement>(null);
  const list = insertion.value?.group === group.id ? insertion.value.index : -1;
  useEffect(() => {
    box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [group.active, group.tabs.length]);
  const wheel = (event: WheelEvent) => {
    if (!event.deltaX && !event.shiftKey) box.current!.scrollLeft += event.deltaY;
  };
  const press = (event: KeyboardEvent) => void pressed(event, group, box.current!);
  const ids = group.tabs.map((_, at) => `tab-${group.id}-${at}`);
  const over = group.tabs.length ? list : -1;
  return (
    <div class="strip">
      <div ref={box} class="tabs" data-place="tabs" onWheel={wheel} {...dropTab(group)}>
        <div role="tablist" aria-label={words.shell.groupTabs(number, 2)} aria-owns={ids.join(" ")} />
        {group.tabs.map((tab, at) => (
          <One key={tab.id} id={ids[at]!} tab={tab} group={group} press={press} mark={at === over} />
        ))}
        <div class="tabs-end" data-mark={over === group.tabs.length || undefined} />
      </div>
      <div class="strip-acts">
        {tabActs.value.map(({ kind, View }) => kind === active(group).kind && <View key={View} tab={active(group)} />)}
        <IconButton icon={Columns2} command="shell.splitRight" />
        <IconButton
          icon={Ellipsis}
          title={words.shell.tabActs}
          aria-haspopup="menu"
          onClick={(event) => openMenuUnder(event.currentTarget, tabMenu(active(group), group))}
        />
      </div>
    </div>
  );
}

const active = (group: Group): Tab => group.tabs.find((each) => each.id === group.active)!;

interface OneProps {
  id: string;
  tab: Tab;
  group: Group;
  /** Whether something that is dragged would go before it. */
  mark: boolean;
  press: (event: KeyboardEvent) => void;
}

function One({ id, tab, group, mark, press }: OneProps) {
  const kind = tabKinds.get(tab.kind);
  const Icon = kind?.icon?.(tab) ?? File;
  const dirty = kind?.isDirty?.(tab) ?? false;
  const chosen = tab.id === group.active;
  const name = dirty ? `${tab.title}, ${words.shell.unsaved}` : tab.title;
  const middle = (event: MouseEvent) => {
    if (event.button !== 1) return;
    event.preventDefault();
    void close(tab.id, group.id);
  };
  const menu = (event: MouseEvent) => {
    event.preventDefault();
    openMenu(event.clientX, event.clientY, tabMenu(tab, group));
  };
  return (
    <div
      class="tab"
      data-chosen={chosen || undefined}
      data-preview={tab.preview || undefined}
      data-dirty={dirty || undefined}
      data-mark={mark || undefined}
      onAuxClick={middle}
      onContextMenu={menu}
      {...dragTab(tab, group)}
    >
      <button
        type="button"
        role="tab"
        class="tab-label tab-name"
        id={id}
        tabIndex={chosen ? 0 : -1}
        aria-selected={chosen}
        aria-label={name}
        data-tip={tab.key || tab.title}
        onClick={() => (show(tab.id, group.id), focusSoon("centre"))}
        onDblClick={() => keep(tab.id)}
        onKeyDown={press}
      >
        <Icon size={14} />
        <span>{tab.title}</span>
      </button>
      {kind?.Beside && <kind.Beside tab={tab} />}
      <button
        type="button"
        class="tab-shut tab-close"
        tabIndex={chosen ? 0 : -1}
        aria-label={words.shell.closeThis(name)}
        data-tip={words.shell.close}
        data-command="shell.closeTab"
        onClick={() => void close(tab.id, group.id)}
      >
        <span class="tab-dot" aria-hidden="true" />
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}

/** Keys while the focus is on a tab. */
async function pressed(event: KeyboardEvent, group: Group, box: HTMLElement): Promise<void> {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const at = group.tabs.findIndex((each) => each.id === group.active);
  const last = group.tabs.length - 1;
  const to = { ArrowLeft: at ? at - 1 : last, ArrowRight: at < last ? at + 1 : 0, Home: 0, End: last }[event.key];
  if (to === undefined && event.key !== "Delete") return;
  event.preventDefault();
  if (to !== undefined) show(group.tabs[to]!.id, group.id);
  else if (!(await close(group.active, group.id))) return;
  requestAnimationFrame(() =>
    requestAnimationFrame(() => box.querySelector<HTMLElement>("[aria-selected=true]")?.focus()),
  );
}
