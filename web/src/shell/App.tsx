import { Dialog } from "../look/Dialog.tsx";
import { Menu } from "../look/Menu.tsx";
import { Notices } from "../notices/Notices.tsx";
import { words } from "../words/index.ts";
import { activeTab, panel, side } from "./layout.ts";
import { panelView, sideViews, statusParts, tabKinds } from "./views.ts";
import "./app.css";

/** The frame: the side, the tabs, the panel below, the status bar. */
export function App() {
  const view = sideViews.value.find((each) => each.id === side.value.view);
  const tab = activeTab.value;
  const kind = tab && tabKinds.get(tab.kind);
  const Panel = panelView.value;
  return (
    <div class="app">
      <nav class="rail">
        {sideViews.value.map((each) => (
          <button
            key={each.id}
            type="button"
            class="bare"
            aria-label={each.title}
            onClick={() => (side.value = { ...side.value, view: each.id })}
          >
            <each.icon size={20} />
          </button>
        ))}
      </nav>
      {view && (
        <aside class="side" aria-label={view.title}>
          <view.View />
        </aside>
      )}
      <main class="centre">
        {tab && kind ? <kind.View tab={tab} /> : <p class="soft">{words.shell.nothingOpen}</p>}
        {Panel && panel.value.open && (
          <section class="panel">
            <Panel />
          </section>
        )}
      </main>
      <footer class="status">
        {statusParts.value.map(({ View }) => (
          <View />
        ))}
      </footer>
      <Notices />
      <Menu />
      <Dialog />
    </div>
  );
}
