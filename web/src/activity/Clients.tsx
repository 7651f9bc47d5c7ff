import { Bot, Globe, Lock, Plug, SquareTerminal, Unplug } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { ask } from "../look/Dialog.tsx";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { rowHeight } from "../look/rows.ts";
import { type Row as Place, Virtual } from "../look/Virtual.tsx";
import { fail } from "../notices/notices.ts";
import { may, once, server, welcome } from "../server.ts";
import { words } from "../words/index.ts";
import { begin, type ClientHere, clients, more, trouble } from "./clients.ts";
import { now, useTime } from "./now.ts";

const ICONS = { cli: SquareTerminal, http: Plug, mcp: Bot, websocket: Globe };

/** Who is connected: each client, how busy it is, what its page looks at. */
export function Clients() {
  useTime();
  useEffect(begin, [welcome.value?.scopes.join()]);
  if (!may("system:read")) return <Empty icon={Lock} text={words.activity.clientsDenied} />;
  const all = clients.value;
  if (!all) return trouble.value ? <Empty icon={Unplug} text={trouble.value} /> : <div class="activity-wait busy" />;
  return (
    <>
      <Virtual
        class="activity-list"
        role="list"
        label={words.activity.clientsList}
        tabIndex={0}
        count={all.length}
        height={Math.max(52, 1.4 * rowHeight.value)}
        row={(index, { style, place }) => <Row key={all[index]!.id} client={all[index]!} style={style} place={place} />}
      />
      {more.value && <p class="activity-note">{words.activity.clientsMore(all.length)}</p>}
    </>
  );
}

function Row({ client, style, place }: { client: ClientHere } & Place) {
  const Icon = ICONS[client.kind];
  const mine = client.id === welcome.value?.connection;
  const facts = [
    client.user,
    words.activity.sawLast(words.activity.ago(now.value - client.active)),
    words.activity.perMinute(client.rate),
    client.shows && words.activity.shows(client.shows),
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: the rows of a virtual list are no direct children of it
    <div class="activity-client" role="listitem" style={style} {...place} data-connection={client.id}>
      <Icon size={16} aria-hidden="true" />
      <span class="activity-text" data-tip={client.agent}>
        {client.name}
        {mine && <span class="activity-mine">{words.activity.thisPage}</span>}
      </span>
      <span class="activity-sub">{facts.filter(Boolean).join(" · ")}</span>
      {!mine && client.kind === "websocket" && may("system:write") && (
        <IconButton
          icon={Unplug}
          title={words.activity.disconnect(client.name)}
          onClick={() => void disconnect(client).catch(fail)}
        />
      )}
    </div>
  );
}

async function disconnect(client: ClientHere): Promise<void> {
  const answers = [
    { value: "yes", title: words.activity.disconnectYes, kind: "bad" as const },
    { value: "", title: words.activity.disconnectNo },
  ];
  const answer = await ask(words.activity.disconnectTitle(client.name), answers, words.activity.disconnectBody);
  if (answer === "yes") await server.system.disconnect({ connection: client.id, ...once() });
}
