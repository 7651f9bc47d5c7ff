// A file's bytes, for what shows them.

import type { Content } from "../rpc.gen.ts";
import { raw } from "../server.ts";
import { send } from "../session.ts";

/** All bytes of a file, as what they are. */
export async function bytesOf({ path, media_type: type }: Pick<Content, "path" | "media_type">): Promise<Blob> {
  const reply = await send(raw(path));
  if (!reply.ok) throw new Error((await reply.json().catch(() => undefined))?.detail ?? reply.statusText);
  return new Blob([await reply.arrayBuffer()], { type });
}

/** The bytes that stand in an answer. */
export const decoded = (data: string): Uint8Array => Uint8Array.from(atob(data), (each) => each.charCodeAt(0));

const ROW = 16;

/** One line for 16 bytes: where they begin, in hexadecimal; each; and as characters. */
export function rowsOf(bytes: Uint8Array, offset: number): { at: string; hex: string; text: string }[] {
  const rows = [];
  for (let start = 0; start < bytes.length; start += ROW) {
    const part = [...bytes.subarray(start, start + ROW)];
    const hex = part.map((each) => each.toString(16).padStart(2, "0"));
    rows.push({
      at: (offset + start).toString(16).padStart(8, "0"),
      hex: `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`.padEnd(ROW * 3 + 1),
      text: part.map((each) => (each >= 0x20 && each < 0x7f ? String.fromCharCode(each) : "·")).join(""),
    });
  }
  return rows;
}
