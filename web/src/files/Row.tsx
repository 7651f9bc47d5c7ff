import { dirtyPaths } from "../editor/index.tsx";
import { Dots } from "../live/People.tsx";
import type { Row as Place } from "../look/Virtual.tsx";
import { words } from "../words/index.ts";
import { isCut } from "./clipboard.ts";
import { decorations } from "./decorations.ts";
import { into } from "./drag.ts";
import { type Editing, editing } from "./editing.ts";
import { folderIcon, iconOf } from "./icons.ts";
import { NameField } from "./NameField.tsx";
import { type Node, within } from "./node.ts";
import { at, selected } from "./selection.ts";
import { fresh, tree } from "./store.ts";

/** Characters that turn the direction of writing, or take no room. */
const HIDDEN = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** Where fingers point, holding one down is for the menu. */
const COARSE = matchMedia("(pointer: coarse)");

/** The element id of a line. */
export const idOf = (index: number): string => `explorer-${index}`;

/** A line of the tree. */
export function Row({ node, index, style }: { node: Node; index: number; style: Place["style"] }) {
  const edited = editing.value?.node === node ? editing.value : undefined;
  const folder = node.type === "folder" || node.children !== undefined;
  const open = tree.isOpen(node);
  const [position, count] = tree.position(node);
  const Icon = folder ? folderIcon(open) : iconOf(node.type, node.name);
  const target = into.value;
  const classes = [
    "explorer-row",
    selected.value.has(node) && "selected",
    fresh.value.has(node) && "fresh",
    node.ignored && "ignored",
    isCut(node) && "cut",
    target && target !== tree.root && within(node.path, target.path) && "into",
    edited && "edited",
  ];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and says which line is active
    <div
      id={idOf(index)}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-setsize={count}
      aria-posinset={position}
      aria-expanded={folder ? open : undefined}
      aria-selected={selected.value.has(node)}
      class={classes.filter(Boolean).join(" ")}
      style={{ ...style, "--depth": node.depth }}
      data-path={node.path}
      data-current={at.value === node ? "" : undefined}
      draggable={!edited && !COARSE.matches}
      title={node.path}
    >
      <span class="explorer-guides" />
      <Icon size={16} />
      {edited ? <NameField key={edited.id} it={edited} /> : <bdi class="explorer-name">{node.name}</bdi>}
      {!edited && marksOf(node, open)}
    </div>
  );
}

/** What else is to be known of a file, in words or a dot. */
function marksOf(node: Node, open: boolean) {
  const own = dirtyPaths.value.has(node.path);
  const holds =
    !own && node.type === "folder" && !open && [...dirtyPaths.value].some((each) => within(each, node.path));
  const marks = [
    node.type === "link" && [words.files.link, words.files.linkWhat],
    node.type === "other" && [words.files.other, words.files.otherWhat],
    HIDDEN.test(node.name) && [words.files.hidden, words.files.hiddenWhat],
    node.escaped && [words.files.escaped, words.files.escapedWhat],
    node.clash && [words.files.clash, words.files.clashWhat],
    node.state === "failed" && [words.files.unread, node.why],
  ].filter((each) => each !== false);
  return (
    <>
      {marks.map(([text, what]) => (
        <span key={text} class="explorer-mark" title={what}>
          {text}
        </span>
      ))}
      <Dots path={node.path} within={node.type === "folder" && !open} />
      <Decorated node={node} open={open} />
      {(own || holds) && (
        <span class="explorer-dirty">
          <span class="unseen">{own ? words.files.unsaved : words.files.unsavedWithin}</span>
        </span>
      )}
      {node.state === "loading" && <span class="explorer-loading" />}
      {fresh.value.has(node) && <span class="unseen">{words.files.changedByOther}</span>}
    </>
  );
}

/** What git says of it: a letter, or a dot on a folder that is shut. */
function Decorated({ node, open }: { node: Node; open: boolean }) {
  const it = decorations.value.get(node.path);
  if (!it || (!it.letter && open)) return null;
  return (
    <span class={`explorer-git ${it.kind}`} title={it.title}>
      <span aria-hidden="true">{it.letter || "•"}</span>
      <span class="unseen">{it.title}</span>
    </span>
  );
}

/** The line of something new, while its name is typed. */
export function NewRow({ it, index, style }: { it: Editing; index: number; style: Place["style"] }) {
  const Icon = it.kind === "folder" ? folderIcon(false) : iconOf("file", "");
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and says which line is active
    <div
      id={idOf(index)}
      role="treeitem"
      aria-level={it.folder.depth + 2}
      aria-selected={false}
      class="explorer-row edited"
      style={{ ...style, "--depth": it.folder.depth + 1 }}
    >
      <span class="explorer-guides" />
      <Icon size={16} />
      <NameField key={it.id} it={it} />
    </div>
  );
}
