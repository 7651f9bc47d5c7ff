import { ChevronLeft, ChevronRight, ZoomIn, ZoomOut } from "lucide-preact";
import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import type { Content } from "../rpc.gen.ts";
import { words } from "../words/index.ts";
import { bytesOf } from "./bytes.ts";
import { Download } from "./Download.tsx";
import { Loading } from "./Loading.tsx";
import { openPdf, Sheet } from "./pdf.ts";
import { Scrolled } from "./Scrolled.tsx";

const STEP = 1.2;
/** Where each was left: a PDF that is made anew, e.g. by LaTeX, is shown at the same place. */
const left = new Map<string, { top: number; zoom: number }>();

/** A PDF, its pages drawn as they come into sight. */
export default function Pdf({ content }: { content: Content }) {
  const [it, set] = useState<PDFDocumentProxy>();
  const [bad, say] = useState("");
  const [zoom, setZoom] = useState(() => left.get(content.path)?.zoom ?? 1);
  const [at, see] = useState(1);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    let end: (() => void) | undefined;
    let alive = true;
    const failed = (error: Error) =>
      say(error.name === "PasswordException" ? words.editor.pdfPassword : words.editor.noPdf);
    bytesOf(content)
      .then((bytes) => bytes.arrayBuffer())
      .then(openPdf)
      .then(({ document, close }) => {
        end = close;
        if (alive) set(document);
        else close();
      })
      .catch((error) => alive && failed(error));
    return () => {
      alive = false;
      end?.();
    };
  }, [content]);
  useEffect(() => {
    if (!it || !box.current) return;
    const pages = box.current;
    const before = left.get(content.path);
    const sheet = new Sheet(it, pages, zoom, see, before?.zoom === zoom ? before.top : 0);
    const keep = () => left.set(content.path, { top: pages.scrollTop, zoom });
    pages.addEventListener("scroll", keep, { passive: true });
    return () => {
      pages.removeEventListener("scroll", keep);
      sheet.close();
    };
  }, [it, zoom]);
  const go = (page: number) => box.current?.children[page - 1]?.scrollIntoView({ block: "start" });
  const count = it?.numPages ?? 0;
  return (
    <div class="viewer">
      <div class="viewer-head">
        <IconButton
          icon={ChevronLeft}
          title={words.editor.previousPage}
          disabled={at <= 1}
          onClick={() => go(at - 1)}
        />
        <label>
          {words.editor.page}{" "}
          <input
            type="number"
            min={1}
            max={count}
            value={at}
            disabled={!it}
            onChange={({ currentTarget }) => go(Number(currentTarget.value))}
          />{" "}
          {count ? words.editor.pageOf(count) : ""}
        </label>
        <IconButton
          icon={ChevronRight}
          title={words.editor.nextPage}
          disabled={at >= count}
          onClick={() => go(at + 1)}
        />
        <span class="soft">{words.editor.bytes(content.size)}</span>
        <span class="viewer-space" />
        <IconButton icon={ZoomOut} title={words.editor.zoomOut} onClick={() => setZoom(zoom / STEP)} disabled={!it} />
        <IconButton icon={ZoomIn} title={words.editor.zoomIn} onClick={() => setZoom(zoom * STEP)} disabled={!it} />
        <Download path={content.path} />
      </div>
      {bad && (
        <p class="viewer-said" role="alert">
          {bad}
        </p>
      )}
      {!it && !bad && <Loading />}
      <Scrolled box={box} class="viewer-pages" label={content.path} hidden={!it} />
    </div>
  );
}
