// Copy and paste between a terminal and everything else.

import type { Terminal } from "@xterm/xterm";
import { h } from "preact";
import { PATHS } from "../files/drag.ts";
import { ask } from "../look/Dialog.tsx";
import { say } from "../notices/notices.ts";
import { workspace } from "../server.ts";
import { words } from "../words/index.ts";
import { quoted } from "./paths.ts";
import { pasted } from "./typing.ts";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const WINDOWS = /Win/.test(navigator.platform);
const PREVIEW = 400;

export const PASTE_KEY = MAC ? "⌘V" : WINDOWS ? "Ctrl+V" : "Ctrl+Shift+V";

/** The clipboard as one terminal uses it. */
export class Clipboard {
  private readonly term: Terminal;

  constructor(term: Terminal, element: HTMLElement) {
    this.term = term;
    element.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes(PATHS)) event.preventDefault();
    });
    element.addEventListener("drop", (event) => this.drop(event));
    element.addEventListener("paste", (event) => this.take(event), { capture: true });
  }

  /** Whether a key press is for the clipboard and not for the program. */
  takes(event: KeyboardEvent): boolean {
    if (event.type !== "keydown" || event.altKey) return false;
    const mod = MAC ? event.metaKey : event.ctrlKey;
    if (mod && event.code === "KeyC" && (event.shiftKey || this.term.hasSelection())) {
      event.preventDefault();
      void this.copy();
      return true;
    }
    // Not prevented: the browser pastes, and asks nobody for the right to.
    if (mod && event.code === "KeyV") return event.shiftKey || MAC || WINDOWS;
    return event.shiftKey && event.code === "Insert";
  }

  /** Copies what is selected, and selects nothing any more. */
  async copy(): Promise<void> {
    const text = this.term.getSelection();
    if (!text) return;
    if (navigator.clipboard) await navigator.clipboard.writeText(text);
    else document.execCommand("copy");
    this.term.clearSelection();
  }

  /** Pastes what the clipboard holds, if the browser gives it. */
  async fetch(): Promise<void> {
    try {
      await this.paste(await navigator.clipboard.readText());
    } catch {
      say(words.terminals.pasteByKey(PASTE_KEY));
    }
    this.term.focus();
  }

  /** Paths that are dragged here are typed, whole, so that they are right in any folder. */
  private drop(event: DragEvent): void {
    const paths = event.dataTransfer?.getData(PATHS);
    if (!paths) return;
    event.preventDefault();
    const typed = paths.split("\n").map((path) => quoted(`${workspace.value?.folder}/${path}`));
    this.term.paste(pasted(`${typed.join(" ")} `));
    this.term.focus();
  }

  private take(event: ClipboardEvent): void {
    event.preventDefault();
    event.stopPropagation();
    void this.paste(event.clipboardData?.getData("text/plain") ?? "");
  }

  /** Pastes text; asks before several lines go to a program that takes each as entered. */
  async paste(text: string): Promise<void> {
    const clean = pasted(text);
    const lines = clean.replace(/\r$/, "").split("\r");
    if (lines.length < 2 || this.term.modes.bracketedPasteMode) return this.term.paste(clean);
    const { pasteYes, pasteOne, no, pasteAsk, pasteBody } = words.terminals;
    const answers = [
      { value: "all", title: pasteYes, kind: "main" as const },
      { value: "one", title: pasteOne },
      { value: "", title: no },
    ];
    const preview = lines.join("\n").slice(0, PREVIEW);
    const answer = await ask(pasteAsk(lines.length), answers, [
      pasteBody,
      h("pre", { class: "terminal-preview", tabIndex: 0 }, preview),
    ]);
    if (answer === "all") this.term.paste(clean);
    if (answer === "one") this.term.paste(lines.map((line) => line.trim()).join(" "));
    this.term.focus();
  }
}
