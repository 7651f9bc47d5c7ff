import { FolderOpen, Lock, TriangleAlert } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { run } from "../commands/registry.ts";
import { Empty } from "../look/Empty.tsx";
import { IconButton } from "../look/IconButton.tsx";
import { SideHead } from "../look/SideHead.tsx";
import { Virtual } from "../look/Virtual.tsx";
import { fail } from "../notices/notices.ts";
import { may, workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { copied, pasted } from "./clipboard.ts";
import { tools } from "./commands.ts";
import * as drag from "./drag.ts";
import { editing } from "./editing.ts";
import { keepHandle } from "./focus.ts";
import { askIgnored } from "./ignored.ts";
import { click, doubleClick, press } from "./keys.ts";
import { menuAt } from "./menu.ts";
import { type Node, nameOf } from "./node.ts";
import { idOf, NewRow, Row } from "./Row.tsx";
import { at, indexOf, select } from "./selection.ts";
import { changes, tree } from "./store.ts";
import { Uploads } from "./Uploads.tsx";
import "./explorer.css";

/** The workspace's files, at the side. */
export function Explorer() {
  changes.value;
  return (
    <div class="explorer" data-place="explorer">
      <SideHead title={nameOf(workspace.value?.folder ?? "") || words.files.title}>
        {tools().map((each) => (
          <IconButton key={each.command ?? each.title} {...each} />
        ))}
      </SideHead>
      <div class="explorer-body">
        <Body />
      </div>
      <Uploads />
    </div>
  );
}

function Body() {
  changes.value;
  const { root, rows } = tree;
  if (!may("files:read")) return <Empty icon={Lock} text={words.files.noRead} />;
  if (root.state === "failed" && !rows.length)
    return (
      <Empty icon={TriangleAlert} text={`${words.files.failed} ${root.why}`}>
        <button type="button" onClick={() => void tree.open()}>
          {words.files.tryAgain}
        </button>
      </Empty>
    );
  if (rows.length || editing.value) return <Files />;
  if (root.state === "loading" || !root.children)
    return (
      <p class="explorer-wait busy" role="status">
        {words.files.loading}
      </p>
    );
  return <Nothing />;
}

/** An empty workspace: what can be done, and a place to drop files on. */
function Nothing() {
  const write = may("files:write");
  return (
    <div class={drag.into.value ? "explorer-nothing into" : "explorer-nothing"} {...dropping}>
      <Empty icon={FolderOpen} text={write ? words.files.empty : words.files.emptyNoWrite}>
        {write && (
          <>
            <button type="button" class="main" data-focus onClick={() => void run("files.newFile")}>
              {words.files.newFile}
            </button>
            <button type="button" onClick={() => void run("files.upload")}>
              {words.files.upload}
            </button>
          </>
        )}
      </Empty>
    </div>
  );
}

const nodeOf = (event: Event): Node | undefined => {
  const path = (event.target as Element).closest?.("[data-path]")?.getAttribute("data-path");
  return path == null ? undefined : tree.get(path);
};

const dropping = {
  onDragOver: (event: DragEvent) => drag.over(event, nodeOf(event)),
  onDragLeave: (event: DragEvent) =>
    (event.currentTarget as Element).contains(event.relatedTarget as Element | null) || drag.leave(),
  onDrop: (event: DragEvent) => void drag.drop(event),
};

const isField = (event: Event): boolean => event.target instanceof HTMLInputElement;

const handlers = {
  onClick: (event: MouseEvent) => isField(event) || click(event, nodeOf(event)),
  onDblClick: (event: MouseEvent) => isField(event) || doubleClick(nodeOf(event)),
  onContextMenu: (event: MouseEvent) => {
    if (isField(event)) return;
    event.preventDefault();
    menuAt(event.clientX, event.clientY, nodeOf(event));
  },
  onDragStart: (event: DragEvent) => {
    const node = nodeOf(event);
    if (node) drag.begin(event, node);
  },
  onDragEnd: drag.end,
  onCopy: (event: ClipboardEvent) => isField(event) || copied(event, "copy"),
  onCut: (event: ClipboardEvent) => isField(event) || copied(event, "move"),
  onPaste: (event: ClipboardEvent) => isField(event) || void pasted(event).catch(fail),
  ...dropping,
};

function Files() {
  changes.value;
  const rows = tree.rows;
  const it = editing.value;
  const fresh = it && !it.node && !(it.busy && tree.get(it.busy)) ? it : undefined;
  const line = fresh ? indexOf(fresh.folder) + 1 : -1;
  const nodeAt = (index: number) => rows[fresh && index > line ? index - 1 : index];
  const current = indexOf(it?.node ?? at.value);
  const active = fresh ? line : current;
  const drawn: Node[] = [];
  useEffect(() => askIgnored(drawn));
  return (
    <Virtual
      {...handlers}
      class={drag.into.value === tree.root ? "explorer-tree into" : "explorer-tree"}
      role="tree"
      label={words.files.tree}
      aria-multiselectable
      data-focus
      count={rows.length + (fresh ? 1 : 0)}
      active={active}
      idOf={idOf}
      onActive={(index, event) => {
        const node = nodeAt(index);
        if (node) select(node, event.shiftKey ? "range" : "alone");
      }}
      onKeyDown={press}
      onFocus={() => !at.value && rows[0] && select(rows[0])}
      handle={keepHandle}
      pooled
      row={(index, { style }, slot) => {
        if (fresh && index === line) return <NewRow key="new" it={fresh} index={index} style={style} />;
        const node = nodeAt(index);
        if (!node) return null;
        drawn.push(node);
        return <Row key={node === it?.node ? "edited" : slot} node={node} index={index} style={style} />;
      }}
    />
  );
}
