// The browser's own clipboard: what it gives, and what is given to it.

/** Writes a text; also where pages may not by themselves, as on plain HTTP. */
export async function writeText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  const back = document.activeElement;
  (back?.closest("dialog") ?? document.body).append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  if (back instanceof HTMLElement) back.focus();
}

/** Writes a picture; browsers take PNG only. */
export async function writePicture(picture: Promise<Blob>): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ "image/png": picture.then(asPng) })]);
}

async function asPng(picture: Blob): Promise<Blob> {
  if (picture.type === "image/png") return picture;
  const bitmap = await createImageBitmap(picture);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** What was pasted: files and pictures, else the text. */
export function given(data: DataTransfer | null): { files: readonly File[]; text: string } {
  const files = [...(data?.files ?? [])];
  return { files, text: files.length ? "" : (data?.getData("text/plain") ?? "") };
}

/** What the browser's clipboard holds, if it gives it: a picture, else a text. */
export async function read(): Promise<Blob | string> {
  const items = await navigator.clipboard.read();
  for (const item of items) {
    const picture = item.types.find((each) => each.startsWith("image/"));
    if (picture) return item.getType(picture);
  }
  return navigator.clipboard.readText();
}

/** A picture that was pasted or taken has no name of its own; a file has. */
export const nameOf = (file: File): string => (/^image\.\w+$/.test(file.name) ? "" : file.name);
