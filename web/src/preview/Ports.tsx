import { AppWindow, ExternalLink, Lock, Plug, TriangleAlert } from "lucide-preact";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { fail } from "../notices/notices.ts";
import type { Port } from "../rpc.gen.ts";
import { may } from "../server.ts";
import { PanelActs, PanelTabs } from "../shell/Panel.tsx";
import { words } from "../words/index.ts";
import { inNewTab, openPort, portAddress } from "./opening.ts";
import { failure, look, ports } from "./ports.ts";
import "./ports.css";

const text = words.preview;

/** The ports on which programs of the workspace listen, and the way to what they serve. */
export function Ports() {
  return (
    <section class="ports" aria-label={text.ports}>
      <header class="ports-head">
        <PanelTabs />
        <span class="ports-space" />
        <PanelActs />
      </header>
      <div class="ports-body">
        <List />
      </div>
    </section>
  );
}

function List() {
  const all = ports.value;
  const why = failure.value;
  if (why?.denied) return <Empty icon={Lock} text={text.noPortsRead} />;
  if (why)
    return (
      <Empty icon={TriangleAlert} text={`${text.portsFailed} ${why.text}`}>
        <button type="button" onClick={() => void look()}>
          {text.tryAgain}
        </button>
      </Empty>
    );
  if (!all) return <div class="busy" />;
  if (!all.length) return <Empty icon={Plug} text={text.noPorts} />;
  return (
    <table class="ports-list" aria-label={text.portList}>
      <thead>
        <tr>
          <th scope="col">{text.port}</th>
          <th scope="col">{text.program}</th>
          <th scope="col" class="ports-pid">
            {text.process}
          </th>
          <th scope="col">
            <span class="unseen">{text.acts}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {all.map((each) => (
          <Row key={each.port} it={each} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ it }: { it: Port }) {
  const writable = may("preview:write");
  return (
    <tr>
      <th scope="row">
        {writable ? (
          <button type="button" class="ports-open" onClick={() => openPort(it.port)}>
            {it.port}
          </button>
        ) : (
          it.port
        )}
      </th>
      <td>
        <bdi>{it.program}</bdi>
      </td>
      <td class="ports-pid">{it.pid}</td>
      <td class="ports-acts">
        {writable && (
          <>
            <IconButton icon={AppWindow} title={text.openPort(it.port)} onClick={() => openPort(it.port)} />
            <IconButton
              icon={ExternalLink}
              title={text.openPortTab(it.port)}
              onClick={() => void portAddress(it.port).then(inNewTab, fail)}
            />
          </>
        )}
      </td>
    </tr>
  );
}
