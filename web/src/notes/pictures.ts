// Pictures in a note: files beside it, in a folder that has its name.

import type { Node } from "prosemirror-model";
import type { EditorView, NodeView } from "prosemirror-view";
import { fail } from "../notices/notices.ts";
import { here, once, raw, server } from "../server.ts";
import { send } from "../session.ts";
import { words } from "../words/index.ts";
import { schema } from "./schema.ts";
import { folderOf, resolved } from "./state.ts";

const EXTENSIONS: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/svg+xml": "svg",
};

/** The pictures among what was pasted or dropped. */
export const picturesIn = (data: DataTransfer | null): readonly File[] =>
  [...(data?.files ?? [])].filter((file) => file.type in EXTENSIONS);

/** Puts pictures into a note, each once it is a file beside it. */
export async function insertPictures(view: EditorView, note: string, files: readonly File[]): Promise<void> {
  for (const file of files) {
    const src = await keep(note, file);
    const alt = /^image\.\w+$/.test(file.name) ? "" : file.name.replace(/\.\w+$/, "");
    view.dispatch(view.state.tr.replaceSelectionWith(schema.nodes["image"]!.create({ src, alt })).scrollIntoView());
  }
}

/** Keeps a picture beside a note; returns its path from there. */
async function keep(note: string, file: File): Promise<string> {
  const folder = `${note.slice(folderOf(note).length).replace(/\.note$/, "")}.files`;
  const name = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}.${EXTENSIONS[file.type]}`;
  const path = `${folderOf(note)}${folder}`;
  const there = await server.files.stat({ workspace: here.value, path }).catch(() => undefined);
  if (!there) await server.files.make_folder({ workspace: here.value, path, ...once() });
  const headers = { "If-None-Match": "*" };
  const reply = await send(raw(`${path}/${name}`), { method: "PUT", body: file, headers });
  if (!reply.ok) throw new Error((await reply.json()).detail);
  return `${folder}/${name}`;
}

/** Lets pictures of this device be chosen. */
export function choosePictures(view: EditorView, note: string): void {
  const field = document.createElement("input");
  field.type = "file";
  field.accept = Object.keys(EXTENSIONS).join(",");
  field.multiple = true;
  field.addEventListener("change", () => {
    void insertPictures(view, note, picturesIn({ files: field.files } as DataTransfer)).catch(fail);
    view.focus();
  });
  field.click();
}

/** Draws a picture of this workspace; one from elsewhere is named, as the page loads nothing from there. */
export class Picture implements NodeView {
  readonly dom: HTMLElement;

  constructor({ attrs }: Node, note: string) {
    const src = String(attrs["src"]);
    const alt = String(attrs["alt"] ?? "");
    const path = /^[a-z]+:/i.test(src) ? undefined : resolved(note, src);
    this.dom = document.createElement("span");
    this.dom.className = "note-picture";
    if (path === undefined) {
      this.say(words.notes.external(alt));
      return;
    }
    const picture = document.createElement("img");
    picture.src = raw(path);
    picture.alt = alt;
    picture.addEventListener("error", () => this.say(alt || words.notes.imageFailed));
    this.dom.append(picture);
  }

  private say(text: string): void {
    this.dom.textContent = text;
    this.dom.classList.add("missing");
  }
}
