// The files that are open at this page: one text for a path, whatever number of tabs show it; what happens to files on disk reaches them here.

import { Text } from "@codemirror/state";
import { effect, untracked } from "@preact/signals";
import { listen } from "../events.ts";
import { sendLeft } from "../live/documents.ts";
import { onNoPlace } from "../live/kept.ts";
import { fail } from "../notices/notices.ts";
import type { Content, Entry, EventRecord } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { here, link, may, server } from "../server.ts";
import { groups, keep, rename } from "../shell/layout.ts";
import { isPdf, MOST, read, textOf } from "./disk.ts";
import { DocumentText } from "./documenttext.ts";
import { draftOf, drafts, noPlace } from "./drafts.ts";
import { FileText } from "./filetext.ts";
import type { LiveText } from "./live.ts";
import { keepPlaces, movePlaces } from "./places.ts";
import { dirtyPaths, nameOf, texts } from "./state.ts";

/** What happened to a file, as the events tell. */
interface Change {
  path: string;
  type: Entry["type"];
  version?: string | null;
}

/** A file as it is shown: a text, or what there is of something else. */
export type Opened = { text: LiveText } | { content: Content };

const opening = new Map<string, Promise<Opened>>();
const viewers = new Set<{ path: string; changed: () => void }>();

/** The open text of a path. */
export const textAt = (path: string): LiveText | undefined =>
  (texts.peek() as readonly LiveText[]).find((each) => each.path.peek() === path);

/** What is open at a path already. */
export function already(path: string): Opened | undefined {
  const text = textAt(path);
  return text && { text };
}

/** Opens a file, or returns it if it is open; everybody gets the same text. */
export function opened(path: string): Promise<Opened> {
  const known = already(path);
  if (known) return Promise.resolve(known);
  const begun = opening.get(path) ?? load(path).finally(() => opening.delete(path));
  opening.set(path, begun);
  return begun;
}

/** What is no text by its name: it is not asked for as a document first. */
const NO_TEXT =
  /\.(png|jpe?g|gif|webp|avif|bmp|ico|pdf|zip|gz|tgz|xz|bz2|zst|7z|tar|whl|jar|mp[34]|m4a|ogg|wav|flac|webm|mov|woff2?|ttf|so|o|a|pyc|class|exe|dll|bin|db|sqlite3?)$/i;

async function load(path: string): Promise<Opened> {
  const entry = server.files.stat({ workspace: here.value, path }).catch(() => undefined);
  const live = NO_TEXT.test(path) || !may("documents:read") ? undefined : await asDocument(path, entry);
  if (live) return { text: await added(live) };
  const content = await read(path).catch((error) => error as RpcError);
  if (content instanceof Error) return { text: await lost(path, content) };
  const disk = textOf(content);
  if (!disk) return { content };
  return { text: await added(new FileText(path, disk, await entry)) };
}

/** A file as a document, if it can be one; without a server, as this browser kept it. */
async function asDocument(path: string, entry: Promise<Entry | undefined>): Promise<DocumentText | undefined> {
  const known = link.peek() === "live" ? entry : Promise.resolve(undefined);
  const opening = DocumentText.open(path, known);
  opening.catch(() => {});
  if ((await known)?.type === "link" || (await draftOf(path))) {
    void opening.then((text) => text.dispose());
    return undefined;
  }
  try {
    const text = await opening;
    text.typed = () => keep(`file:${text.path.peek()}`);
    return text;
  } catch (error) {
    if (error instanceof RpcError && ["NoDocument", "Unacceptable", "NotFound", "Denied"].includes(error.kind)) return;
    throw error;
  }
}

/** A file that is not there, of which there is a draft all the same. */
async function lost(path: string, error: Error): Promise<LiveText> {
  const draft = error instanceof RpcError && error.kind === "NotFound" ? await draftOf(path) : undefined;
  if (!draft) throw error;
  const text = new FileText(path, { ...draft, doc: Text.empty, version: "new" }, undefined);
  text.trouble.value = { kind: "gone", version: "new" };
  return added(text, draft);
}

async function added<T extends LiveText>(text: T, draft?: Parameters<FileText["restore"]>[0]): Promise<T> {
  if (text instanceof FileText) await text.restore(draft);
  texts.value = [...texts.value, text];
  return text;
}

/** Is told when something happens to a file that is no text; returns what ends it. */
export function whenChanged(path: string, changed: () => void): () => void {
  const viewer = { path, changed };
  viewers.add(viewer);
  return () => viewers.delete(viewer);
}

/** Frees a file that is shown nowhere any more. */
export function closed(path: string): void {
  const text = textAt(path);
  text?.dispose();
  texts.value = texts.value.filter((each) => each !== text);
}

/** Saves all that is not saved; the first failure is raised once all have been tried. */
export async function saveAll(): Promise<void> {
  const dirty = (texts.value as readonly LiveText[]).filter((each) => each.dirty.value);
  const done = await Promise.allSettled(dirty.map((each) => each.save()));
  for (const each of done) if (each.status === "rejected") throw each.reason;
}

function changed({ path, type, version = null }: Change): void {
  const folder = type === "folder" ? `${path}/` : undefined;
  const touches = (other: string) => other === path || (folder !== undefined && other.startsWith(folder));
  for (const text of texts.value as readonly LiveText[])
    if (touches(text.path.value)) void text.look(folder ? undefined : version).catch(fail);
  for (const [other, begun] of opening)
    if (touches(other)) void begun.then((it) => ("text" in it ? it.text.look(version) : undefined)).catch(() => {});
  for (const each of viewers) if (touches(each.path)) each.changed();
}

function moved(from: string, to: string): void {
  for (const path of new Set(
    groups.value.flatMap((group) => group.tabs).map((tab) => (tab.kind === "file" ? tab.key : "")),
  )) {
    if (path !== from && !path.startsWith(`${from}/`)) continue;
    const now = to + path.slice(from.length);
    const text = textAt(path);
    if (textAt(now)) closed(path);
    else void text?.moved(now);
    movePlaces(path, now);
    rename("file", path, now, nameOf(now));
  }
  changed({ path: to, type: "folder" });
}

function take({ kind, data }: EventRecord): void {
  if (kind === "files.changed") changed(data as Change);
  if (kind === "files.batch_changed") for (const each of (data as { changes: Change[] }).changes) changed(each);
  if (kind === "files.moved") moved((data as { from: string }).from, (data as Entry).path);
}

/** What cannot be read as one text. */
export const isLarge = (content: Content): boolean => content.text !== null && content.size > MOST && !isPdf(content);

/** Opens what was not saved the last time and has a tab; returns the paths of what has none. */
async function recover(): Promise<string[]> {
  const tabs = new Set(groups.value.flatMap((group) => group.tabs.map((tab) => tab.id)));
  const tabbed = (path: string) => tabs.has(`file:${path}`);
  void sendLeft((path) => tabbed(path) || opening.has(path));
  const found = (await drafts()).map((each) => each.path);
  for (const path of found.filter(tabbed)) void opened(path).catch(fail);
  return found.filter((path) => !tabbed(path));
}

/** Begins to follow the disk; returns the paths of drafts that no tab shows. */
export function follow(): Promise<string[]> {
  listen("files.", take, () => {
    for (const text of texts.value as readonly LiveText[]) void text.look().catch(fail);
    for (const each of viewers) each.changed();
  });
  effect(() => {
    const dirty = dirtyPaths.value;
    untracked(() => dirty.forEach((path) => keep(`file:${path}`)));
  });
  const flush = () => {
    for (const text of texts.value as readonly LiveText[]) text.keep();
    keepPlaces();
  };
  addEventListener("pagehide", flush);
  const unsafe = () => (texts.value as readonly LiveText[]).some((each) => each.unsafe);
  addEventListener("beforeunload", (event) => unsafe() && event.preventDefault());
  onNoPlace(noPlace);
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  return recover();
}
