import { Plus, X } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import { here, server } from "../server.ts";
import { words } from "../words/index.ts";
import { Prose } from "./Prose.tsx";
import {
  type Components,
  example,
  isNullable,
  type Kind,
  kindOf,
  type Param,
  plain,
  type Schema,
  said,
} from "./schema.ts";
import type { Filled, Wrong } from "./values.ts";

const text = words.commands;

interface Props {
  param: Param;
  components: Components;
  filled: Filled;
  wrong: string;
  off: boolean;
  fill(value: Filled): void;
}

/** A parameter: its name, what it takes, the field, what the docstring says, what is wrong. */
export function Field({ param, components, filled, wrong, off, fill }: Props) {
  const { name, required, schema } = param;
  const it = plain(schema, components);
  const kind = kindOf(name, schema, components);
  const id = `param-${name}`;
  const left = !required && filled !== undefined && kind !== "choice" && !off;
  const takes = [it.enum ? "" : kind === "bytes" ? text.bytes : said(it, components, text.kinds), limits(it)].filter(
    Boolean,
  );
  return (
    <div class="field" data-wrong={wrong ? "" : undefined}>
      <div class="field-head">
        {kind === "list" ? (
          <span id={`${id}-label`} class="field-name">
            {name}
          </span>
        ) : (
          <label for={id} class="field-name">
            {name}
          </label>
        )}
        <span class="soft">{takes.join(", ")}</span>
        {required && <span class="field-needed">{text.required}</span>}
        {left && <IconButton icon={X} size={14} title={text.leaveOut(name)} onClick={() => fill(undefined)} />}
      </div>
      <Control {...{ id, param, it, kind, components, filled, off, fill, wrong: !!wrong }} />
      {wrong && (
        <p id={`${id}-wrong`} class="field-wrong">
          {wrong}
        </p>
      )}
      <div id={`${id}-about`} class="soft">
        <Prose text={param.text} />
      </div>
    </div>
  );
}

/** What is wrong, in words. */
export function inWords(wrong: Wrong | undefined): string {
  if (!wrong) return "";
  if ("missing" in wrong) return text.missing;
  if ("json" in wrong) return text.notJson(wrong.json);
  return text.wants(wrong.wants, wrong.where);
}

function limits({ minimum, maximum, exclusiveMinimum, maxLength }: Schema): string {
  const said = [
    minimum !== undefined && text.from(minimum),
    exclusiveMinimum !== undefined && text.above(exclusiveMinimum),
    maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && text.to(maximum),
    maxLength !== undefined && maxLength <= 300 && text.atMost(maxLength),
  ];
  return said.filter(Boolean).join(" ");
}

interface ControlProps {
  id: string;
  param: Param;
  /** Its schema, with no reference and no "or nothing". */
  it: Schema;
  kind: Kind;
  components: Components;
  filled: Filled;
  wrong: boolean;
  off: boolean;
  fill(value: Filled): void;
}

function Control(props: ControlProps) {
  const { kind, id, wrong, off, filled, fill, param } = props;
  const common: Common = {
    id,
    disabled: off,
    "aria-describedby": `${wrong ? `${id}-wrong ` : ""}${id}-about`,
    "aria-invalid": wrong,
    "aria-required": param.required,
    spellcheck: false,
    autocomplete: "off",
    autocapitalize: "off",
    placeholder: hint(param, filled),
  };
  const typed = typeof filled === "string" ? filled : "";
  const type = (event: Event) => fill((event.currentTarget as HTMLInputElement).value);
  if (kind === "choice" || (kind === "flag" && isNullable(param.schema))) return <Choice {...props} common={common} />;
  if (kind === "flag")
    return (
      <input
        {...common}
        type="checkbox"
        checked={(filled ?? props.it.default ?? false) === true}
        onChange={(event) => fill(event.currentTarget.checked)}
      />
    );
  if (kind === "list") return <List {...props} />;
  if (kind === "bytes") return <Bytes {...props} />;
  if (kind === "path") return <PathField common={common} typed={typed} fill={fill} />;
  if (kind === "long" || kind === "json") return <Long {...props} common={common} typed={typed} />;
  if (kind === "number") return <input {...common} class="mono" inputMode="decimal" value={typed} onInput={type} />;
  return <input {...common} class="mono" type={kind === "secret" ? "password" : "text"} value={typed} onInput={type} />;
}

function hint({ required, schema }: Param, filled: Filled): string {
  if (filled !== undefined || required) return filled === "" ? text.empty : "";
  const value = schema.default;
  if (value === undefined || value === null || value === "" || (Array.isArray(value) && !value.length))
    return text.optional;
  return text.standard(typeof value === "string" ? value : JSON.stringify(value));
}

/** What all fields have. */
interface Common {
  id: string;
  disabled: boolean;
  "aria-describedby": string;
  "aria-invalid": boolean;
  "aria-required": boolean;
  spellcheck: boolean;
  autocomplete: "off";
  autocapitalize: "off";
  placeholder: string;
}

function Choice({ it, kind, param, filled, fill, common }: ControlProps & { common: Common }) {
  const values = kind === "flag" ? [true, false] : (it.enum ?? []);
  const choose = (value: string) => fill(value === "" ? undefined : kind === "flag" ? value === "true" : value);
  return (
    <select
      {...common}
      value={filled === undefined ? "" : String(filled)}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{param.required ? "" : hint(param, undefined)}</option>
      {values.map((each) => (
        <option key={String(each)} value={String(each)}>
          {kind === "flag" ? (each ? text.yes : text.no) : String(each)}
        </option>
      ))}
    </select>
  );
}

/** Text of several lines, as high as what it holds. */
function Long({
  kind,
  param,
  components,
  typed,
  filled,
  fill,
  common,
}: ControlProps & { common: Common; typed: string }) {
  const lines = Math.min(12, Math.max(kind === "json" ? 2 : 1, typed.split("\n").length));
  const begin = () => {
    if (kind === "json" && filled === undefined) fill(JSON.stringify(example(param.schema, components), null, 2));
  };
  return (
    <textarea
      {...common}
      class="mono"
      rows={lines}
      value={typed}
      onInput={(event) => fill(event.currentTarget.value)}
      onDblClick={begin}
      onKeyDown={(event) => {
        if (event.key !== " " || !event.ctrlKey) return;
        event.preventDefault();
        begin();
      }}
    />
  );
}

/** A list of texts or numbers: a line for each; Enter adds one, Backspace in an empty one takes it away. */
function List({ id, param, filled, off, fill }: ControlProps) {
  const lines = (filled ?? []) as readonly string[];
  const box = useRef<HTMLFieldSetElement>(null);
  const next = useRef(-1);
  useLayoutEffect(() => {
    const input = box.current?.querySelectorAll("input")[next.current];
    if (!input) return;
    next.current = -1;
    input.focus();
  });
  const change = (all: readonly string[], at: number) => {
    next.current = at;
    fill(all.length || param.required ? all : undefined);
  };
  const press = (event: KeyboardEvent, index: number) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) change(lines.toSpliced(index + 1, 0, ""), index + 1);
    else if (event.key === "Backspace" && lines[index] === "")
      change(lines.toSpliced(index, 1), Math.max(0, index - 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <fieldset ref={box} class="field-list" aria-labelledby={`${id}-label`} aria-describedby={`${id}-about`}>
      {lines.map((each, index) => (
        <div key={index} class="field-item">
          <input
            class="mono"
            aria-label={text.nth(param.name, index + 1)}
            disabled={off}
            spellcheck={false}
            autocomplete="off"
            value={each}
            onInput={(event) => fill(lines.with(index, event.currentTarget.value))}
            onKeyDown={(event) => press(event, index)}
          />
          <IconButton
            icon={X}
            title={text.removeFrom(param.name, index + 1)}
            disabled={off}
            onClick={() => change(lines.toSpliced(index, 1), Math.max(0, index - 1))}
          />
        </div>
      ))}
      <button type="button" class="field-add" disabled={off} onClick={() => change([...lines, ""], lines.length)}>
        <Plus size={14} /> {text.add}
        <span class="unseen">{text.addTo(param.name)}</span>
        {!lines.length && <span class="soft">{hint(param, filled)}</span>}
      </button>
    </fieldset>
  );
}

/** Bytes of a file of this computer. */
function Bytes({ id, wrong, off, fill }: ControlProps) {
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    fill(file ? base64(new Uint8Array(await file.arrayBuffer())) : undefined);
  };
  return (
    <input
      id={id}
      type="file"
      disabled={off}
      aria-invalid={wrong}
      aria-describedby={`${id}-about`}
      onChange={(event) => void take(event.currentTarget)}
    />
  );
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** A path of the workspace: what is in the folder that is being typed is offered. */
function PathField({ common, typed, fill }: { common: Common; typed: string; fill(value: Filled): void }) {
  const [paths, offer] = useState<readonly string[]>([]);
  const folder = typed.slice(0, typed.lastIndexOf("/") + 1);
  useEffect(() => {
    const control = new AbortController();
    server.files
      .list({ path: folder.slice(0, -1), workspace: here.value }, control.signal)
      .then(({ items }) => offer(items.map((each) => each.path + (each.type === "folder" ? "/" : ""))))
      .catch(() => offer([]));
    return () => control.abort();
  }, [folder]);
  const list = `${common.id}-paths`;
  return (
    <>
      <input {...common} class="mono" list={list} value={typed} onInput={(event) => fill(event.currentTarget.value)} />
      <datalist id={list}>
        {paths.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  );
}
