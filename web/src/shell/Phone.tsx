import { ChevronDown, Ellipsis, Save } from "lucide-preact";
import { run } from "../commands/registry.ts";
import { IconButton } from "../look/IconButton.tsx";
import { type MenuItem, openMenuUnder } from "../look/Menu.tsx";
import { workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { activeTab, close, current, groups, panel, show, showPanel } from "./layout.ts";
import { tabMenu } from "./menu.ts";
import { tabActs, tabKinds } from "./views.ts";
import "./phone.css";
import { nameOf } from "./workspaces.ts";

/** The first line on a phone: what is shown, and the way to everything else that is open. */
export function Phone() {
  const tab = activeTab.value;
  const group = groups.value.find((each) => each.id === current.value);
  const count = groups.value.reduce((sum, each) => sum + each.tabs.length, 0);
  if (panel.value.open) return null;
  const kind = tab && tabKinds.get(tab.kind);
  const dirty = tab && kind?.isDirty?.(tab);
  return (
    <header class="phone">
      {tab ? (
        <button
          type="button"
          class="bare phone-title"
          aria-haspopup="menu"
          onClick={(event) => openMenuUnder(event.currentTarget, openTabs())}
        >
          {dirty && <span class="phone-dot" title={words.shell.unsaved} />}
          <strong>{tab.title}</strong>
          <span class="soft">{words.shell.openTabs(count)}</span>
          <ChevronDown size={16} />
        </button>
      ) : (
        <strong class="phone-title">{nameOf(workspace.value)}</strong>
      )}
      {dirty && kind?.acts?.[0] && (
        <IconButton icon={Save} title={words.shell.save} onClick={() => void run(kind.acts![0]!)} />
      )}
      {tab && tabActs.value.map(({ kind: of, View }) => of === tab.kind && <View key={View} tab={tab} />)}
      {tab && group && (
        <IconButton
          icon={Ellipsis}
          title={words.shell.tabActs}
          aria-haspopup="menu"
          onClick={(event) => openMenuUnder(event.currentTarget, tabMenu(tab, group))}
        />
      )}
    </header>
  );
}

function openTabs(): readonly MenuItem[] {
  const all = groups.value.flatMap((group) => group.tabs.map((tab) => ({ tab, group })));
  const lines = all.map(({ tab, group }) => ({
    title: tabKinds.get(tab.kind)?.isDirty?.(tab) ? `● ${tab.title}` : tab.title,
    checked: tab.id === activeTab.value?.id && group.id === current.value,
    run: () => {
      show(tab.id, group.id);
      showPanel(false);
    },
  }));
  const here = activeTab.value;
  return [
    ...lines,
    "-",
    { title: here ? words.shell.closeThis(here.title) : "", run: () => here && void close(here.id) },
  ];
}
