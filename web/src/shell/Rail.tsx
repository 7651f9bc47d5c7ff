import { Menu as Lines, SquareTerminal } from "lucide-preact";
import type { ComponentChildren } from "preact";
import type { Icon } from "../look/icon.ts";
import { openMenuUnder } from "../look/Menu.tsx";
import { words } from "../words/index.ts";
import { panel, showPanel, showSide, side } from "./layout.ts";
import { mainMenu } from "./menu.ts";
import { panelTabs, type SideView, sideViews } from "./views.ts";
import "./rail.css";

/** What leads to everything: the views of the side, the panel, the menu. On a phone it stands below. */
export function Rail() {
  const inTerminals = panel.value.open && panel.value.view === "terminals";
  return (
    <nav class="rail" data-region="rail" aria-label={words.shell.tools}>
      {sideViews.value.map((each) => (
        <Leads key={each.id} view={each} />
      ))}
      {panelTabs.value.length > 0 && (
        <Item
          icon={SquareTerminal}
          title={words.shell.terminal}
          command="shell.togglePanel"
          pressed={inTerminals}
          act={() => showPanel(!inTerminals, "terminals")}
        />
      )}
      <Item
        icon={Lines}
        title={words.shell.menu}
        last
        act={(event) => openMenuUnder(event.currentTarget as Element, mainMenu())}
      />
    </nav>
  );
}

function Leads({ view }: { view: SideView }) {
  const chosen = side.value.view === view.id;
  const open = chosen && side.value.open;
  const count = view.badge?.value ?? 0;
  const act = () => (open ? (side.value = { ...side.value, open: false }) : showSide(view.id));
  return (
    <Item icon={view.icon} title={view.title} command={view.command} pressed={open} focus={chosen} act={act}>
      {count > 0 && <span class="badge">{count > 99 ? "99+" : count}</span>}
    </Item>
  );
}

interface ItemProps {
  icon: Icon;
  title: string;
  command?: string | undefined;
  pressed?: boolean;
  focus?: boolean;
  last?: boolean;
  act: (event: MouseEvent) => void;
  children?: ComponentChildren;
}

function Item({ icon: Icon, title, command, pressed, focus, last, act, children }: ItemProps) {
  return (
    <button
      type="button"
      class={last ? "rail-item last" : "rail-item"}
      aria-pressed={last ? undefined : pressed}
      aria-haspopup={last ? "menu" : undefined}
      data-tip={title}
      data-command={command}
      data-focus={focus ? "" : undefined}
      onClick={act}
    >
      <Icon size={20} />
      <span>{title}</span>
      {children}
    </button>
  );
}
