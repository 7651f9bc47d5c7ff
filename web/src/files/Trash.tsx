import { signal } from "@preact/signals";
import { Lock, Trash2, TriangleAlert } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { listen } from "../events.ts";
import { ask } from "../look/Dialog.tsx";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { type Row, Virtual } from "../look/Virtual.tsx";
import { fail, say } from "../notices/notices.ts";
import type { Trashed } from "../rpc.gen.ts";
import { here, may, once, server } from "../server.ts";
import { words } from "../words/index.ts";
import { ready } from "./actions.ts";
import { folderIcon, iconOf } from "./icons.ts";
import { nameOf, parentOf } from "./node.ts";
import "./trash.css";

const ROW = 48;
const REST = 100;

const items = signal<readonly Trashed[] | undefined>(undefined);
const failure = signal("");

async function look(): Promise<void> {
  try {
    items.value = await server.files.list_trash({ workspace: here.value });
    failure.value = "";
  } catch (error) {
    failure.value = (error as Error).message;
  }
}

/** Keeps the list as it is on the server, while it is shown. */
function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST);
  };
  const stop = listen("files.", ({ kind }) => /trash|restored/.test(kind) && soon(), soon);
  void look();
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** What was deleted and can be taken out again. */
export function Trash() {
  useEffect(() => (may("files:read") ? follow() : undefined), []);
  const list = items.value;
  if (!may("files:read")) return <Empty icon={Lock} text={words.files.noRead} />;
  if (failure.value && !list) return <Empty icon={TriangleAlert} text={failure.value} />;
  if (!list) return <div class="busy" />;
  if (!list.length) return <Empty icon={Trash2} text={words.files.trashEmpty} />;
  return (
    <div class="trash">
      <header>
        <h1>{words.files.trash}</h1>
        <p class="soft">{words.files.trashCount(list.length)}</p>
        {may("files:write") && (
          <button type="button" class="bad" onClick={() => void empty(list).catch(fail)}>
            {words.files.emptyTrash}
          </button>
        )}
      </header>
      <Virtual
        role="list"
        label={words.files.trash}
        count={list.length}
        height={ROW}
        row={(index, row) => <Line key={list[index]?.id} it={list[index] as Trashed} row={row} />}
      />
    </div>
  );
}

async function empty(list: readonly Trashed[]): Promise<void> {
  ready();
  const answers = [
    { value: "yes", title: words.files.deleteForGood, kind: "bad" as const },
    { value: "", title: words.files.cancel },
  ];
  if (!(await ask(words.files.emptyTrashAsk(list.length), answers, words.files.emptyTrashBody))) return;
  await server.files.empty_trash({ workspace: here.value, ids: list.map((each) => each.id), ...once() });
}

async function restore(it: Trashed): Promise<void> {
  ready();
  const { path } = await server.files.restore({ workspace: here.value, id: it.id, ...once() });
  say(words.files.restored(nameOf(path)), { kind: "done" });
}

function Line({ it, row }: { it: Trashed; row: Row }) {
  const name = nameOf(it.path);
  const Icon = it.type === "folder" ? folderIcon(false) : iconOf(it.type, name);
  const when = new Date(it.at * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  return (
    // biome-ignore lint/a11y/useSemanticElements: only those in sight are in the page, within elements that are no list
    <div role="listitem" class="trash-row" style={row.style} {...row.place}>
      <Icon size={16} />
      <div>
        <bdi>{name}</bdi>
        <p class="soft">
          <bdi>{words.files.trashFrom(parentOf(it.path) || words.files.topFolder)}</bdi>, {when}
        </p>
      </div>
      {may("files:write") && (
        <>
          <button
            type="button"
            aria-label={`${words.files.restore} ${name}`}
            onClick={() => void restore(it).catch(fail)}
          >
            {words.files.restore}
          </button>
          <IconButton
            icon={Trash2}
            title={`${words.files.deleteForGood}: ${name}`}
            onClick={() => void empty([it]).catch(fail)}
          />
        </>
      )}
    </div>
  );
}
