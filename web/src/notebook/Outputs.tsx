import { useMemo } from "preact/hooks";
import { words } from "../words/index.ts";
import { Ansi } from "./Ansi.tsx";
import { Formula } from "./Formula.tsx";
import { framed, simple } from "./html.ts";
import { type Shown, shownOf, widthOf } from "./mime.ts";
import type { Output } from "./outputs.ts";
import { Prose } from "./Prose.tsx";
import "./outputs.css";

const text = words.notebook;
/** Of a longer text the begin and the end are drawn. */
const LONG = 200_000;

/** What a cell put out. */
export function CellOut({ outputs, path }: { outputs: readonly Output[]; path: string }) {
  return (
    <>
      {outputs.map((each, at) => (
        <One key={at} output={each} path={path} />
      ))}
    </>
  );
}

function One({ output, path }: { output: Output; path: string }) {
  const type = output["output_type"];
  if (type === "stream") return <Plain text={String(output["text"] ?? "")} bad={output["name"] === "stderr"} />;
  if (type === "error") return <Failure output={output} />;
  return <Rich output={output} path={path} />;
}

function Plain({ text: whole, bad = false }: { text: string; bad?: boolean }) {
  const cut = whole.length > LONG;
  return (
    <pre class={`notebook-out ${bad ? "bad" : ""}`}>
      <Ansi text={cut ? whole.slice(0, LONG / 2) : whole} />
      {cut && <em>{text.left(whole.length - LONG)}</em>}
      {cut && <Ansi text={whole.slice(-LONG / 2)} />}
    </pre>
  );
}

function Failure({ output }: { output: Output }) {
  const lines = output["traceback"];
  const said = `${output["ename"]}: ${output["evalue"]}`;
  const traceback = Array.isArray(lines) ? lines.join("\n") : "";
  return (
    <pre class="notebook-out notebook-failure" role="alert">
      <Ansi text={traceback.trim() ? traceback : said} />
    </pre>
  );
}

function Rich({ output, path }: { output: Output; path: string }) {
  const data = Object(output["data"]) as Record<string, unknown>;
  const shown = useMemo(() => shownOf(data), [output]);
  if (!shown) return <p class="notebook-out soft">{text.notShown(Object.keys(data).join(", "))}</p>;
  return <Form shown={shown} output={output} path={path} plain={String(data["text/plain"] ?? "")} />;
}

function Form({ shown, output, path, plain }: { shown: Shown; output: Output; path: string; plain: string }) {
  if (shown.kind === "text") return <Plain text={shown.text} />;
  if (shown.kind === "markdown")
    return (
      <div class="notebook-out">
        <Prose source={shown.text} path={path} />
      </div>
    );
  if (shown.kind === "html") return <Html html={shown.text} />;
  if (shown.kind === "formula")
    return (
      <div class="notebook-out">
        <Formula tex={shown.text} block />
      </div>
    );
  return (
    <div class="notebook-out notebook-picture">
      <img src={shown.text} alt={plain || text.picture} width={widthOf(output["metadata"])} />
    </div>
  );
}

function Html({ html }: { html: string }) {
  const plain = useMemo(() => simple(html), [html]);
  const page = useMemo(() => (plain ? "" : framed(html)), [html]);
  if (plain) return <div class="notebook-out notebook-table">{plain}</div>;
  return <iframe class="notebook-frame" sandbox="" srcdoc={page} title={text.htmlOutput} />;
}
