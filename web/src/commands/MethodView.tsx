import { Play, Square } from "lucide-preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Empty } from "../look/Empty.tsx";
import { may } from "../server.ts";
import type { Tab } from "../shell/tree.ts";
import { words } from "../words/index.ts";
import { type Calling, call, callingOf, stop } from "./calling.ts";
import { discover, type Method, type Table, table } from "./discover.ts";
import { Field, inWords } from "./Field.tsx";
import { useFirst } from "./first.ts";
import { Prose } from "./Prose.tsx";
import { Result } from "./Result.tsx";
import { COMMON, HIDDEN, type Param } from "./schema.ts";
import "./method.css";

const text = words.commands;

/** A method of the server: its help, a form for its parameters, what came back. */
export function MethodView({ tab }: { tab: Tab }) {
  useEffect(discover, []);
  const known = table.value;
  const method = known?.methods.find((each) => each.name === tab.key);
  if (!known) return <p class="method soft">{text.reaching}</p>;
  if (!method) return <Empty icon={Square} text={text.noMethod(tab.key)} />;
  return <Form method={method} known={known} it={callingOf(tab.key)} />;
}

function Form({ method, known, it }: { method: Method; known: Table; it: Calling }) {
  const lacks = method.scope !== "" && !may(method.scope);
  const shown = method.params.filter((each) => !HIDDEN.includes(each.name));
  const own = shown.filter((each) => !COMMON.includes(each.name));
  const common = shown.filter((each) => COMMON.includes(each.name));
  const ordered = [...own.filter((each) => each.required), ...own.filter((each) => !each.required)];
  const form = useRef<HTMLFormElement>(null);
  useFirst(form, ":is(input, textarea, select, .field-add, .main):enabled");
  const running = it.running.value !== undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!running && !lacks) void call(it, method, known.components);
  };
  const send = (event: KeyboardEvent) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && submit(event);
  const reply = it.reply.value;
  const field = reply?.type === "error" ? reply.field.split(/[.[]/)[0] : "";
  const draw = (param: Param) => (
    <Field
      key={param.name}
      param={param}
      components={known.components}
      filled={it.filled.value[param.name]}
      wrong={
        inWords(it.wrong.value[param.name]) || (field === param.name && reply?.type === "error" ? reply.message : "")
      }
      off={lacks}
      fill={(value) => {
        it.filled.value = { ...it.filled.value, [param.name]: value };
        const { [param.name]: _, ...others } = it.wrong.value;
        it.wrong.value = others;
      }}
    />
  );
  return (
    <div class="method">
      <div class="method-both">
        <form ref={form} class="method-form" noValidate onSubmit={submit} onKeyDown={send}>
          <Head method={method} lacks={lacks} />
          {ordered.map(draw)}
          {common.length > 0 && (
            <details>
              <summary>{text.more}</summary>
              <div class="method-common">{common.map(draw)}</div>
            </details>
          )}
          <div class="method-acts">
            {running ? (
              <button key="stop" type="button" onClick={() => stop(it)}>
                <Square size={14} /> {text.stop}
              </button>
            ) : (
              <button key="run" type="submit" class="main" disabled={lacks}>
                <Play size={14} /> {method.changes ? text.runChanges : text.run}
              </button>
            )}
            <span class="soft" role="status">
              {running && text.running}
            </span>
          </div>
        </form>
        <Result it={it} params={method.params} again={() => void call(it, method, known.components)} />
      </div>
    </div>
  );
}

function Head({ method, lacks }: { method: Method; lacks: boolean }) {
  const title = useId();
  return (
    <header class="method-head">
      <h2 id={title} class="mono">
        {method.name}
      </h2>
      <p class="method-marks">
        <span class={method.changes ? "method-changes" : ""}>{method.changes ? text.command : text.query}</span>
        <span>{method.scope ? text.scope(method.scope) : text.anyKey}</span>
        {method.streams && <span>{text.streams}</span>}
      </p>
      {lacks && (
        <p class="method-lacks" role="note">
          {text.mayNot(method.scope)}
        </p>
      )}
      <Prose text={method.text} />
      {method.raises.length > 0 && (
        <details>
          <summary>{text.raises}</summary>
          <dl class="method-raises">
            {method.raises.map((each) => (
              <div key={each.kind}>
                <dt class="mono">{each.kind}</dt>
                <dd>{each.when}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </header>
  );
}
