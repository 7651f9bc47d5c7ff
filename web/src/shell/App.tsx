import { Dialog } from "../look/Dialog.tsx";
import { Menu } from "../look/Menu.tsx";
import { Tips } from "../look/Tips.tsx";
import { Notices } from "../notices/Notices.tsx";
import { workspace } from "../server.ts";
import { Door, door } from "./Door.tsx";
import { Groups } from "./Groups.tsx";
import { Lost } from "./Lost.tsx";
import { drawer, narrow, panelAlone } from "./layout.ts";
import { Panel } from "./Panel.tsx";
import { Phone } from "./Phone.tsx";
import { Rail } from "./Rail.tsx";
import { Side } from "./Side.tsx";
import { Status } from "./Status.tsx";
import { ready } from "./views.ts";
import { nameOf } from "./workspaces.ts";
import "./app.css";

/** The frame: what leads to everything, the side, the tabs, the panel below, the status bar. */
export function App() {
  return (
    <>
      <div
        class="app"
        inert={door.value !== undefined}
        data-ready={ready.value || undefined}
        data-drawer={drawer.value || undefined}
      >
        <Rail />
        <Side />
        <main class="centre" inert={drawer.value} data-full={panelAlone.value || undefined}>
          <h1 class="unseen">{nameOf(workspace.value)}</h1>
          <Lost />
          {narrow.value && <Phone />}
          <Groups />
          <Panel />
          <Tips />
        </main>
        {!narrow.value && <Status />}
        {ready.value && <Notices />}
      </div>
      <Menu />
      <Dialog />
      <Door />
    </>
  );
}
