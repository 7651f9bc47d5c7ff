// Opens previews: beside the editor, or in a tab of the browser.

import { activePath } from "../editor/index.tsx";
import { here, server } from "../server.ts";
import * as layout from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { addressOf } from "./kinds.ts";

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Shows a tab in a group beside the current one, which stays where the keyboard is. */
function beside(kind: string, key: string, title: string): void {
  const from = layout.current.peek();
  const id = `${kind}:${key}`;
  const groups = layout.groups.peek();
  const known = groups.find((group) => group.tabs.some((tab) => tab.id === id));
  const other = groups.findLast((group) => group.id !== from);
  if (known) layout.show(id, known.id);
  else if (layout.narrow.peek() || !layout.activeTab.peek()) layout.open(kind, key, title);
  else if (other) {
    layout.focusGroup(other.id);
    layout.open(kind, key, title);
  } else {
    layout.open(kind, key, title);
    layout.splitOff(id, from, from, "right");
  }
  if (!layout.narrow.peek()) layout.focusGroup(from);
}

/** Shows the preview of a file, the active one by default, beside the editor. */
export function openPreview(path = activePath.peek()): void {
  if (path) beside("preview", path, words.preview.title(nameOf(path)));
}

/** Shows what the program on a port serves, beside the editor. */
export function openPort(port: number): void {
  beside("port", String(port), words.preview.portTitle(port));
}

/** Returns an address for a file's preview. */
export async function previewAddress(path: string, network: boolean): Promise<string> {
  const { address } = await server.preview.open({ workspace: here.peek(), path, network });
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? `${address}?theme=${chosen}` : address;
}

/** Returns an address that lets this browser in to a program, and where it is then. */
export async function portAddress(port: number, path = "/"): Promise<string> {
  const found = await server.preview.open_port({ workspace: here.peek(), port });
  const origin = addressOf(new URL(location.href), found.name, found.domain);
  if (!origin) throw new Error(words.preview.elsewhere(found.domain));
  return `${origin}${found.path}${path}`;
}

/** Opens an address in a tab of the browser that knows nothing of this one. */
export function inNewTab(address: string): void {
  window.open(address, "_blank", "noopener");
}
