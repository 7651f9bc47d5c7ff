// What kind of file a name stands for, as a picture.

import { File, FileArchive, FileBraces, FileCode, FileImage, FileTerminal, FileText } from "lucide-preact";
import type { ComponentType } from "preact";

const KINDS: readonly [RegExp, ComponentType<{ size?: number | string }>][] = [
  [/\.(png|jpe?g|gif|webp|svg|avif|bmp|ico)$/i, FileImage],
  [/\.(zip|gz|tgz|xz|bz2|zst|7z|tar|whl|jar)$/i, FileArchive],
  [/\.(json|jsonc|toml|ya?ml|ini|cfg|conf|lock)$/i, FileBraces],
  [/\.(sh|bash|zsh|fish|ps1|bat|cmd)$|^(Makefile|Dockerfile)/i, FileTerminal],
  [/\.(md|note|txt|rst|adoc|pdf|tex|log|csv|tsv)$|^(README|LICENSE|CHANGELOG)/i, FileText],
  [/\.\w+$/, FileCode],
];

/** The picture of a file, by its name. */
export function iconOf(path: string): ComponentType<{ size?: number | string }> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return KINDS.find(([pattern]) => pattern.test(name))?.[1] ?? File;
}
