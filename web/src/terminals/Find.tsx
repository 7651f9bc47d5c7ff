import { CaseSensitive, ChevronDown, ChevronUp, Regex, WholeWord, X } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { words } from "../words/index.ts";
import { finding } from "./actions.ts";
import type { Screen } from "./screen.ts";
import "./find.css";

const MOST = 1_000;
const OPTIONS = [
  { name: "caseSensitive", icon: CaseSensitive, title: words.terminals.findCase },
  { name: "wholeWord", icon: WholeWord, title: words.terminals.findWord },
  { name: "regex", icon: Regex, title: words.terminals.findPattern },
] as const;

/** Looks for something in all that a terminal printed. */
export function Find({ screen }: { screen: Screen }) {
  const text = words.terminals;
  const field = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState(() => screen.term.getSelection().split("\n")[0]!.slice(0, 200));
  const [how, setHow] = useState({ caseSensitive: false, wholeWord: false, regex: false });
  const [found, setFound] = useState({ resultIndex: -1, resultCount: 0 });
  const look = (by: 1 | -1, incremental = false) => {
    const options = { ...how, incremental, decorations: screen.marks() };
    if (!wanted || !valid(wanted, how.regex)) screen.search.clearDecorations();
    else if (by > 0) screen.search.findNext(wanted, options);
    else screen.search.findPrevious(wanted, options);
    if (!wanted) setFound({ resultIndex: -1, resultCount: 0 });
  };
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  useEffect(() => {
    const told = screen.search.onDidChangeResults(setFound);
    return () => {
      told.dispose();
      screen.search.clearDecorations();
    };
  }, [screen]);
  useEffect(() => look(-1, true), [wanted, how]);
  const close = () => {
    finding.value = "";
    screen.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter") look(event.shiftKey ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search class="terminal-find" data-place="terminal" onKeyDown={press}>
      <input
        ref={field}
        value={wanted}
        placeholder={text.findWhat}
        aria-label={text.find}
        spellcheck={false}
        autocapitalize="off"
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      {OPTIONS.map(({ name, icon, title }) => (
        <IconButton
          key={name}
          icon={icon}
          title={title}
          aria-pressed={how[name]}
          onClick={() => setHow({ ...how, [name]: !how[name] })}
        />
      ))}
      <output class="soft">{wanted && said(found)}</output>
      <IconButton icon={ChevronUp} title={text.findPrevious} onClick={() => look(-1)} />
      <IconButton icon={ChevronDown} title={text.findNext} onClick={() => look(1)} />
      <IconButton icon={X} title={text.findClose} onClick={close} />
    </search>
  );
}

function said({ resultIndex, resultCount }: { resultIndex: number; resultCount: number }): string {
  if (!resultCount) return words.terminals.findNone;
  return words.terminals.findCount(resultIndex + 1, resultCount >= MOST ? `${MOST}+` : String(resultCount));
}

function valid(text: string, pattern: boolean): boolean {
  if (!pattern) return true;
  try {
    return !!new RegExp(text);
  } catch {
    return false;
  }
}
