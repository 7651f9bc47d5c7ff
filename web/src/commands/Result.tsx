import { ClipboardCopy } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fail, say } from "../notices/notices.ts";
import { words } from "../words/index.ts";
import { type Calling, KEPT, type Reply } from "./calling.ts";
import { Json } from "./Json.tsx";
import type { Param } from "./schema.ts";
import { columns } from "./values.ts";

const text = words.commands;
/** Pixels from the bottom within which a result is not seen. */
const NEAR = 160;
/** Lines of a table that are drawn. */
const ROWS = 200;

/** What came back from a call. */
export function Result({ it, params, again }: { it: Calling; params: readonly Param[]; again: () => void }) {
  const reply = it.reply.value;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const below = (box.current?.getBoundingClientRect().top ?? 0) > innerHeight - NEAR;
    if (reply && below) box.current?.scrollIntoView({ block: "start" });
  }, [reply?.type]);
  if (!reply) return <section ref={box} class="method-result" aria-label={text.result} />;
  return (
    <section ref={box} class="method-result" aria-label={reply.type === "error" ? text.failed : text.result}>
      {it.secrets.value.map((each) => (
        <Once key={each} secret={each} gone={() => (it.secrets.value = [])} />
      ))}
      {reply.type === "error" && <Failure reply={reply} />}
      {reply.type === "items" && <Items reply={reply} />}
      {reply.type === "value" && (
        <Value value={reply.value} took={reply.took} next={next(it, reply.value, params, again)} />
      )}
    </section>
  );
}

/** Goes to the next page, where a method gives pages. */
function next(it: Calling, value: unknown, params: readonly Param[], again: () => void): (() => void) | undefined {
  const page = value as { items?: unknown; next?: unknown } | null;
  if (typeof page?.next !== "string" || !Array.isArray(page.items) || !params.some((each) => each.name === "after"))
    return undefined;
  const after = page.next;
  return () => {
    it.filled.value = { ...it.filled.value, after };
    again();
  };
}

/** A secret, until it is looked away from. */
function Once({ secret, gone }: { secret: string; gone: () => void }) {
  useEffect(() => gone, []);
  return (
    <div class="method-secret">
      <p>{text.secret}</p>
      <output class="mono">{secret}</output>
      <Copy what={secret} />
    </div>
  );
}

function Copy({ what }: { what: string }) {
  const copy = () => navigator.clipboard.writeText(what).then(() => say(text.copied, { kind: "done" }), fail);
  return (
    <button type="button" onClick={() => void copy()}>
      <ClipboardCopy size={14} /> {text.copy}
    </button>
  );
}

function Failure({ reply }: { reply: Extract<Reply, { type: "error" }> }) {
  return (
    <div class="method-failure" role="alert">
      <p>
        <strong class="mono">{reply.kind}</strong> {reply.field && <code>{reply.field}</code>}
      </p>
      <p class="method-message">{reply.message}</p>
      {Object.keys(reply.data).length > 0 && <Json value={reply.data} open={1} />}
    </div>
  );
}

function Value({ value, took, next }: { value: unknown; took: number; next: (() => void) | undefined }) {
  const list = (value as { items?: unknown } | null)?.items ?? value;
  const names = columns(list);
  const [asTree, set] = useState(false);
  const json = JSON.stringify(value, null, 2) ?? "null";
  return (
    <>
      <div class="method-bar">
        <h3>{text.result}</h3>
        <span class="soft">{text.took(took)}</span>
        {Array.isArray(list) && <span class="soft">{text.items(list.length)}</span>}
        <span class="method-gap" />
        {names && (
          <button type="button" onClick={() => set(!asTree)}>
            {asTree ? text.asTable : text.asTree}
          </button>
        )}
        {next && (
          <button type="button" onClick={next}>
            {text.nextPage}
          </button>
        )}
        {value !== null && <Copy what={typeof value === "string" ? value : json} />}
      </div>
      <div role="status" class="unseen">
        {text.result}
      </div>
      {value === null || value === undefined ? (
        <p class="soft">{text.nothing}</p>
      ) : names && !asTree ? (
        <Table names={names} rows={list as Record<string, unknown>[]} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        <section class="method-json" tabIndex={0} aria-label={text.json}>
          <Json value={value} open={2} />
        </section>
      )}
    </>
  );
}

function Table({ names, rows }: { names: readonly string[]; rows: readonly Record<string, unknown>[] }) {
  const [count, show] = useState(ROWS);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section class="method-table" tabIndex={0} aria-label={text.asTable}>
      <table>
        <thead>
          <tr>
            {names.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, count).map((row, index) => (
            <tr key={index}>
              {names.map((each) => (
                <td key={each} title={cell(row[each])}>
                  {cell(row[each])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > count && (
        <button type="button" onClick={() => show(count + ROWS)}>
          {text.rows(count, rows.length)}
        </button>
      )}
    </section>
  );
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A stream's items as they come, the last ones in sight unless somebody scrolled up. */
function Items({ reply }: { reply: Extract<Reply, { type: "items" }> }) {
  const box = useRef<HTMLOListElement>(null);
  const below = useRef(true);
  useLayoutEffect(() => {
    if (below.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [reply]);
  const first = reply.count - reply.items.length;
  return (
    <>
      <div class="method-bar">
        <h3>{text.result}</h3>
        <span class="soft" role="status">
          {text.items(reply.count)}
          {reply.count > KEPT && `, ${text.lastShown(KEPT)}`}
          {reply.state !== "running" && `, ${reply.state === "ended" ? text.ended : text.stopped}`}
        </span>
        <span class="method-gap" />
        {reply.items.length > 0 && <Copy what={reply.items.map((each) => JSON.stringify(each)).join("\n")} />}
      </div>
      <ol
        ref={box}
        class="method-items"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        aria-label={text.result}
        onScroll={({ currentTarget: it }) => (below.current = it.scrollHeight - it.scrollTop - it.clientHeight < 40)}
      >
        {reply.items.map((each, index) => (
          <li key={first + index}>
            <Json value={each} open={0} />
          </li>
        ))}
      </ol>
    </>
  );
}
