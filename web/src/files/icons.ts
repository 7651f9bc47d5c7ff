// A few calm icons, by what a file is for.

import {
  Archive,
  ChevronDown,
  ChevronRight,
  CirclePlay,
  File,
  FileCode,
  FileSymlink,
  FileText,
  Image,
  type LucideIcon,
  Settings2,
  Table,
  Waypoints,
} from "lucide-preact";
import type { Entry } from "../rpc.gen.ts";

export type Icon = LucideIcon;

const KINDS: readonly [Icon, string][] = [
  [
    FileCode,
    "js jsx ts tsx mjs cjs py pyi rb go rs c h cc cpp hpp cs java kt swift php lua pl sh bash zsh fish ps1 sql r jl scala clj ex exs erl hs ml dart vue svelte html htm css scss less wasm ipynb",
  ],
  [FileText, "note md markdown rst txt tex adoc org log pdf doc docx odt rtf epub"],
  [Image, "png jpg jpeg gif webp avif svg ico bmp tiff heic psd"],
  [CirclePlay, "mp3 wav ogg flac m4a opus mp4 webm mkv mov avi"],
  [Archive, "zip tar gz tgz bz2 xz zst 7z rar whl jar deb rpm iso"],
  [Table, "csv tsv xlsx xls ods parquet db sqlite sqlite3 arrow"],
  [
    Settings2,
    "json jsonc json5 yaml yml toml ini cfg conf env lock xml properties editorconfig gitignore gitattributes",
  ],
];
const byEnding = new Map(KINDS.flatMap(([icon, endings]) => endings.split(" ").map((each) => [each, icon] as const)));

/** The icon of a file by its type and name. */
export function iconOf(type: Entry["type"], name: string): Icon {
  if (type === "link") return FileSymlink;
  if (type === "other") return Waypoints;
  return byEnding.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase()) ?? File;
}

/** The icon of a folder. */
export const folderIcon = (open: boolean): Icon => (open ? ChevronDown : ChevronRight);
