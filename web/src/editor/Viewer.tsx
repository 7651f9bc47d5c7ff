import type { Content } from "../rpc.gen.ts";
import { raw } from "../server.ts";
import { words } from "../words/index.ts";
import { Hex } from "./Hex.tsx";
import { lazily } from "./lazily.tsx";
import { Media } from "./Media.tsx";
import { Picture } from "./Picture.tsx";
import { nameOf } from "./state.ts";
import "./viewer.css";

const Pdf = lazily(() => import("./Pdf.tsx"));
const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon|svg\+xml)$/;

/** What can be seen of a file that is no text; nothing of it is ever run. */
export default function Viewer({ content }: { content: Content }) {
  const { media_type: type } = content;
  if (PICTURES.test(type)) return <Picture content={content} />;
  if (type === "application/pdf") return <Pdf content={content} />;
  if (/^(audio|video)\//.test(type)) return <Media content={content} />;
  return <Hex content={content} />;
}

/** The address under which a browser saves a file. */
export function Download({ path }: { path: string }) {
  return (
    <a class="viewer-download" href={raw(path)} download={nameOf(path)}>
      {words.editor.download}
    </a>
  );
}
