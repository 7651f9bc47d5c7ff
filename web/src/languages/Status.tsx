import { Braces, CircleX, TriangleAlert } from "lucide-preact";
import { activePath } from "../editor/state.ts";
import { type MenuItem, openMenuUnder } from "../look/Menu.tsx";
import { fail, say } from "../notices/notices.ts";
import type { LanguageServer } from "../rpc.gen.ts";
import { here, may, once, server } from "../server.ts";
import { showPanel } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { counts, serversOf, wrong } from "./store.ts";

const text = words.languages;

/** How much is wrong; leads to the list of it. */
export function Count() {
  if (!wrong.value) return null;
  const { error, warning } = counts.value;
  return (
    <button
      type="button"
      class="status-part"
      data-command="languages.problems"
      data-tip={text.show}
      onClick={() => showPanel(true, "problems")}
    >
      <span class="unseen">{text.problems}: </span>
      <CircleX size={14} role="img" aria-label={text.errors} /> {error}
      <TriangleAlert size={14} role="img" aria-label={text.warnings} /> {warning}
    </button>
  );
}

/** The language server of the active file, and how it is. */
export function Server() {
  const all = activePath.value ? serversOf(activePath.value) : [];
  const first = all[0];
  if (!first) return null;
  return (
    <button
      type="button"
      class="status-part"
      aria-haspopup="menu"
      data-tip={text.servers}
      data-state={first.state}
      onClick={(event) => openMenuUnder(event.currentTarget, all.flatMap(menuOf))}
    >
      <Braces size={14} />
      {text.server[first.state](first.name)}
    </button>
  );
}

function menuOf(it: LanguageServer): MenuItem[] {
  const about = (): void => {
    if (it.state === "missing") say(text.install(it.install));
    else say(it.detail || (it.walls ? text.shutIn : text.free));
  };
  const restart = () =>
    void server.languages.restart({ workspace: here.value, server: it.name, ...once() }).catch(fail);
  return [
    { title: text.server[it.state](it.name), run: about },
    ...(it.state === "missing" ? [] : [{ title: text.restart(it.name), off: !may("languages:write"), run: restart }]),
  ];
}
