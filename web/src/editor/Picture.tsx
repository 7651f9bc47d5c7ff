import { Maximize, ZoomIn, ZoomOut } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { IconButton } from "../look/IconButton.tsx";
import type { Content } from "../rpc.gen.ts";
import { words } from "../words/index.ts";
import { bytesOf } from "./bytes.ts";
import { Download } from "./Download.tsx";
import { Scrolled } from "./Scrolled.tsx";
import { nameOf } from "./state.ts";
import "./viewer.css";

const STEP = 1.25;
const [LEAST, MOST] = [0.05, 32];

interface Props {
  content: Pick<Content, "path" | "media_type" | "size" | "version">;
  /** Shows its text instead, if it has one. */
  text?: () => void;
}

/** An image on a chequered ground; also a drawing (SVG), of which an image runs nothing. */
export default function Picture({ content, text }: Props) {
  const [address, setAddress] = useState("");
  const [bad, setBad] = useState(false);
  const [size, setSize] = useState<[number, number]>();
  const [zoom, setZoom] = useState<number | undefined>();
  useEffect(() => {
    let made = "";
    let alive = true;
    bytesOf(content).then(
      (bytes) => alive && setAddress((made = URL.createObjectURL(bytes))),
      () => alive && setBad(true),
    );
    return () => {
      alive = false;
      URL.revokeObjectURL(made);
    };
  }, [content.path, content.version]);
  const by = (factor: number) => setZoom(Math.max(LEAST, Math.min(MOST, (zoom ?? 1) * factor)));
  const [width, height] = size ?? [0, 0];
  const style = zoom === undefined ? {} : { width: `${width * zoom}px`, height: `${height * zoom}px` };
  return (
    <div class="viewer">
      <div class="viewer-head">
        <span>{size && words.editor.size(width, height)}</span>
        <span class="soft">{words.editor.bytes(content.size)}</span>
        <span class="viewer-space" />
        <IconButton icon={ZoomOut} title={words.editor.zoomOut} onClick={() => by(1 / STEP)} disabled={!size} />
        <button type="button" class="bare" aria-pressed={zoom === 1} onClick={() => setZoom(1)} disabled={!size}>
          {words.editor.actual}
        </button>
        <IconButton icon={ZoomIn} title={words.editor.zoomIn} onClick={() => by(STEP)} disabled={!size} />
        <IconButton
          icon={Maximize}
          title={words.editor.fit}
          aria-pressed={zoom === undefined}
          onClick={() => setZoom(undefined)}
        />
        {text && (
          <button type="button" class="bare" onClick={text}>
            {words.editor.editText}
          </button>
        )}
        <Download path={content.path} />
      </div>
      <Scrolled class={`viewer-ground ${zoom === undefined ? "fit" : ""}`} label={content.path}>
        {bad && <p class="soft">{words.editor.noImage}</p>}
        {address && !bad && (
          <img
            src={address}
            alt={nameOf(content.path)}
            style={style}
            data-large={zoom !== undefined && zoom > 2}
            onLoad={({ currentTarget: it }) => setSize([it.naturalWidth || it.width, it.naturalHeight || it.height])}
            onError={() => setBad(true)}
          />
        )}
      </Scrolled>
    </div>
  );
}
