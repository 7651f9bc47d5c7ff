// A text as bytes, in the encodings that the server knows.

const BOM = "\ufeff";

/** The bytes of a text; nothing if the encoding lacks one of its characters. */
export function encoded(text: string, encoding: string): Uint8Array<ArrayBuffer> | undefined {
  if (encoding === "latin-1") return eachByte(text);
  if (encoding.startsWith("utf-16")) return pairs(BOM + text, encoding === "utf-16-be");
  return new TextEncoder().encode(encoding === "utf-8-bom" ? BOM + text : text);
}

function eachByte(text: string): Uint8Array<ArrayBuffer> | undefined {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0xff) return undefined;
    bytes[at] = code;
  }
  return bytes;
}

function pairs(text: string, big: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes[2 * at] = big ? code >> 8 : code & 0xff;
    bytes[2 * at + 1] = big ? code & 0xff : code >> 8;
  }
  return bytes;
}
