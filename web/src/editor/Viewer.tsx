import { later } from "../look/later.tsx";
import type { Content } from "../rpc.gen.ts";
import { isPdf } from "./disk.ts";
import { Hex } from "./Hex.tsx";
import { Loading } from "./Loading.tsx";
import { Media } from "./Media.tsx";
import Picture from "./Picture.tsx";
import "./viewer.css";

const Pdf = later(async () => (await import("./Pdf.tsx")).default, Loading);
const PICTURES = /^image\/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon|svg\+xml)$/;

/** What can be seen of a file that is no text; nothing of it is ever run. */
export default function Viewer({ content }: { content: Content }) {
  const { media_type: type } = content;
  if (PICTURES.test(type)) return <Picture content={content} />;
  if (isPdf(content)) return <Pdf content={content} />;
  if (/^(audio|video)\//.test(type)) return <Media content={content} />;
  return <Hex content={content} />;
}
