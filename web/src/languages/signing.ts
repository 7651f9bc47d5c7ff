// How the function is called whose call is being written.

import { type EditorState, type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, keymap, showTooltip, type Tooltip, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import type { LiveText } from "../editor/live.ts";
import type { Signature, Signatures } from "../rpc.gen.ts";
import { server } from "../server.ts";
import { words } from "../words/index.ts";
import { placeOf, sent } from "./asking.ts";
import { units } from "./places.ts";
import { proseOf } from "./prose.ts";

const PAUSE = 80;
const set = StateEffect.define<{ position: number; found: Signatures } | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update(before, { effects, changes, state }) {
    const moved = before && { ...before, pos: changes.mapPos(before.pos) };
    return effects.reduce((now, each) => (each.is(set) ? each.value && tooltip(each.value, state) : now), moved);
  },
  provide: (it) => showTooltip.from(it),
});

function tooltip({ position, found }: { position: number; found: Signatures }, state: EditorState): Tooltip {
  return { pos: position, above: true, create: () => ({ dom: draw(found, state) }) };
}

function draw(found: Signatures, state: EditorState): HTMLElement {
  const box = document.createElement("div");
  box.className = "languages-signature";
  const it = found.signatures[found.active] ?? found.signatures[0]!;
  box.append(label(it));
  if (found.signatures.length > 1) {
    const count = document.createElement("small");
    count.textContent = words.languages.signature(found.active + 1, found.signatures.length);
    box.append(count);
  }
  const parameter = it.parameter == null ? undefined : it.parameters[it.parameter];
  for (const said of [parameter?.text, it.text]) if (said) box.append(proseOf(said, state));
  return box;
}

/** The label, with the parameter that is being written marked. */
function label({ label, parameters, parameter }: Signature): HTMLElement {
  const line = document.createElement("code");
  line.className = "languages-call";
  const it = parameter == null ? undefined : parameters[parameter];
  if (!it) {
    line.textContent = label;
    return line;
  }
  const [start, end] = [units(label, it.start), units(label, it.end)];
  const mark = document.createElement("mark");
  mark.textContent = label.slice(start, end);
  line.append(label.slice(0, start), mark, label.slice(end));
  return line;
}

/** Asks when a call begins, and goes on until it ends. */
class Asking {
  private readonly text: LiveText;
  private readonly view: EditorView;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  constructor(text: LiveText, view: EditorView) {
    this.text = text;
    this.view = view;
  }

  update({ transactions, state, docChanged, selectionSet }: ViewUpdate): void {
    const shown = state.field(field) !== null;
    let begins = false;
    for (const each of transactions)
      if (each.isUserEvent("input"))
        each.changes.iterChanges((_a, _b, _c, _d, inserted) => {
          begins ||= /[(,]/.test(inserted.sliceString(0, Math.min(inserted.length, 200)));
        });
    if (begins || (shown && (docChanged || selectionSet))) this.soon();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE);
  }

  async ask(): Promise<void> {
    const turn = ++this.turn;
    await sent(this.text).catch(() => {});
    const found = await server.languages.signatures(placeOf(this.text, this.view)).catch(() => null);
    if (turn !== this.turn) return;
    const position = this.view.state.selection.main.head;
    if (found || this.view.state.field(field)) this.view.dispatch({ effects: set.of(found && { position, found }) });
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.turn++;
  }
}

function close(view: EditorView): boolean {
  if (!view.state.field(field)) return false;
  view.dispatch({ effects: set.of(null) });
  return true;
}

/** Shows it above the line. */
export function signing(text: LiveText): Extension {
  const plugin = ViewPlugin.define((view) => new Asking(text, view));
  const ask = (view: EditorView) => (void view.plugin(plugin)?.ask(), true);
  const keys = [
    { key: "Escape", run: close },
    { key: "Mod-Shift-Space", run: ask },
  ];
  return [field, plugin, Prec.high(keymap.of(keys))];
}
