// A file's text on the server: read as it is kept, written as it was found.

import { Text } from "@codemirror/state";
import type { Content } from "../rpc.gen.ts";
import { RpcError } from "../rpc.ts";
import { answers, here, once, raw, server } from "../server.ts";
import { send } from "../session.ts";
import { encoded } from "./encoding.ts";
import { type Ending, endingOf, joinOf, linesOf } from "./lines.ts";

/** How a text is kept in its file. */
export interface Form {
  ending: Ending;
  encoding: string;
}

/** A text as it was on disk. */
export interface OnDisk extends Form {
  doc: Text;
  version: string;
}

/** The encodings that the server knows. */
export type Encoding = "utf-8" | "utf-8-bom" | "utf-16-le" | "utf-16-be" | "latin-1";

const FIRST = 64 * 1024;
/** The most that is read as one text, in bytes; the server answers with no more. */
export const MOST = 8 * 1024 * 1024;
const BY_MESSAGE = 1024 * 1024;
const NEW = "new";

/** Begins to read a file: all of a small one, and of a large one as much as tells what it is. */
export const begin = (path: string): Promise<Content> =>
  server.files.read({ workspace: here.value, path, length: FIRST });

/** Reads all of a file that may be a text. */
export async function read(path: string): Promise<Content> {
  const first = await begin(path);
  if (first.text === null || first.size <= FIRST || first.size > MOST) return first;
  return server.files.read({ workspace: here.value, path });
}

/** The text that a whole file holds; nothing if it holds none. */
export function textOf(content: Content): OnDisk | undefined {
  if (content.text === null || content.size > MOST || isPdf(content)) return undefined;
  const ending = endingOf(content.text);
  const doc = Text.of(linesOf(content.text, ending));
  return { doc, ending, encoding: content.encoding ?? "utf-8", version: content.version };
}

/** Whether it is a PDF; one may well be plain text to its last byte. */
export const isPdf = ({ media_type, text }: Content): boolean =>
  media_type === "application/pdf" || !!text?.startsWith("%PDF-");

/** A document as one string. */
export const joined = (doc: Text, ending: Ending): string => doc.sliceString(0, doc.length, joinOf(ending));

/**
 * Replaces the version of a file that is known by another text; returns the version that stands then. It waits for a
 * lost server as long as it takes; what was written already, although nobody said so, has another version then.
 */
export async function write(path: string, doc: Text, form: Form, version: string): Promise<string> {
  for (;;) {
    try {
      return await writeOnce(path, doc, form, version);
    } catch (error) {
      if (!(error instanceof RpcError && error.kind === "ConnectionLost")) throw error;
      await answers();
    }
  }
}

async function writeOnce(path: string, doc: Text, form: Form, version: string): Promise<string> {
  const text = joined(doc, form.ending);
  if (text.length > BY_MESSAGE) return upload(path, text, form, version);
  const encoding = form.encoding as Encoding;
  const all = { workspace: here.value, path, text, encoding, version, ...once() };
  const entry = await server.files.write(all).catch(async (error) => {
    if (!(error instanceof RpcError && error.kind === "NotFound" && path.includes("/"))) throw error;
    await server.files.make_folder({ workspace: here.value, path: path.slice(0, path.lastIndexOf("/")), ...once() });
    return server.files.write({ ...all, ...once() });
  });
  return entry.version;
}

/** Writes a large text, which does not fit into a message. */
async function upload(path: string, text: string, form: Form, version: string): Promise<string> {
  const body = encoded(text, form.encoding);
  if (!body) throw new RpcError(-32005, "", { kind: "Unacceptable", field: "encoding" });
  const match: Record<string, string> =
    version === NEW ? { "If-None-Match": "*" } : { "If-Match": `"${encodeURIComponent(version)}"` };
  for (;;) {
    const reply = await send(raw(path), { method: "PUT", body, headers: match }).catch(() => undefined);
    const said = await reply?.json().catch(() => undefined);
    if (reply?.ok && said) return said.version;
    if (said) throw new RpcError(said.code, said.detail, said);
    await server.system.ping();
    await answers();
    const stands = await server.files.stat({ workspace: here.value, path });
    if (stands.version !== version) throw new RpcError(-32008, "", { kind: "Conflict" });
  }
}
