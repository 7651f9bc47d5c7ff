import { Lock } from "lucide-preact";
import { type PickItem, pick } from "../commands/pick.ts";
import { fail } from "../notices/notices.ts";
import { link } from "../server.ts";
import { words } from "../words/index.ts";
import { active, activeView, cursors } from "./active.ts";
import { draw } from "./drawn.ts";
import { goToLine } from "./going.ts";
import { allLanguages, languageOf } from "./languages.ts";
import type { Ending } from "./lines.ts";
import type { LiveText } from "./live.ts";

const WIDTHS = [2, 4, 8];

/** What the status bar says of the active text, and what can be changed there. */
export function Status() {
  const text = active.value?.text;
  if (!text) return null;
  const { encoding, ending } = text.form.value;
  const { unit, size } = text.indent.value;
  const language = languageOf(text.language.value, text.path.value, text.doc.line(1).text);
  return (
    <>
      <Saving text={text} />
      {/\.svg$/i.test(text.path.value) && (
        <Part said={words.editor.showDrawing} tip={words.editor.showDrawing} run={() => draw(text.path.value, true)} />
      )}
      {text.locked && (
        <span class="status-part" data-tip={words.editor.locked[text.locked]}>
          <Lock size={12} aria-hidden="true" />
          {words.editor.readOnly}
        </span>
      )}
      <Position />
      <Part
        tip={words.editor.chooseIndent}
        said={unit === "\t" ? words.editor.tabs(size) : words.editor.spaces(unit.length)}
        wide
        run={() => chooseIndent(text)}
      />
      <Part
        tip={words.editor.chooseEncoding}
        said={words.editor.encodings[encoding] ?? encoding}
        wide
        run={() => chooseEncoding(text)}
      />
      <Part
        tip={words.editor.chooseEnding}
        said={words.editor.endings[ending] ?? ""}
        wide
        run={() => chooseEnding(text)}
      />
      <Part
        tip={words.editor.chooseLanguage}
        said={language?.name ?? words.editor.plain}
        run={() => chooseLanguage(text)}
      />
    </>
  );
}

function Part({ tip, said, wide, run }: { tip: string; said: string; wide?: boolean; run: () => void }) {
  return (
    <button type="button" class="status-part editor-status" data-wide={wide} data-tip={tip} onClick={run}>
      {said}
    </button>
  );
}

function Saving({ text }: { text: LiveText }) {
  if (!text.saving.value) return null;
  return (
    <span class="status-part" role="status">
      {link.value === "live" ? words.editor.saving : words.editor.savingLater}
    </span>
  );
}

function Position() {
  const { line, column, selected, count } = cursors.value;
  const chosen = selected ? ` (${words.editor.selected(selected)})` : "";
  const said = count > 1 ? words.editor.cursors(count) : words.editor.position(line, column);
  return <Part tip={words.editor.goToLine} said={said + chosen} run={goToLine} />;
}

function choose<T>(
  title: string,
  items: readonly { title: string; note?: string; value: T }[],
  take: (value: T) => void,
) {
  type Item = PickItem & { value: T };
  pick<Item>({
    title,
    placeholder: words.editor.chooseHint,
    empty: words.editor.nothing,
    items: () => items.map((each, at) => ({ id: String(at), ...each })),
    chosen({ value }) {
      take(value);
      activeView.peek()?.focus();
    },
  });
}

function chooseLanguage(text: LiveText): void {
  const named = allLanguages.map(({ name, extensions }) => ({
    title: name,
    note: extensions
      .slice(0, 4)
      .map((each) => `.${each}`)
      .join(" "),
    value: name as string | undefined,
  }));
  const special = [
    { title: words.editor.byName, value: undefined },
    { title: words.editor.plain, value: "" },
  ];
  choose(words.editor.chooseLanguage, [...special, ...named], (name) => (text.language.value = name));
}

function chooseIndent(text: LiveText): void {
  const spaces = WIDTHS.map((n) => ({ title: words.editor.useSpaces(n), value: { unit: " ".repeat(n), size: n } }));
  const tabs = WIDTHS.map((n) => ({ title: words.editor.tabWidth(n), value: { unit: "\t", size: n } }));
  choose(words.editor.chooseIndent, [...spaces, ...tabs], (indent) => (text.indent.value = indent));
}

/** Waits for what a choice brings about; a failure is shown. */
const act = (done: void | Promise<void>): void => void Promise.resolve(done).catch(fail);

function chooseEnding(text: LiveText): void {
  if (text.locked) return;
  const items = (["\n", "\r\n"] as const).map((value) => ({
    title: words.editor.endings[value] ?? "",
    note: words.editor.endingNotes[value] ?? "",
    value: value as Ending,
  }));
  choose(words.editor.chooseEnding, items, (ending) => act(text.end(ending)));
}

function chooseEncoding(text: LiveText): void {
  if (text.locked) return;
  const items = Object.entries(words.editor.encodings).map(([value, title]) => ({ title, value }));
  choose(words.editor.chooseEncoding, items, (encoding) => act(text.reform({ encoding })));
}
