import { Eye } from "lucide-preact";
import { IconButton } from "../look/IconButton.tsx";
import { may } from "../server.ts";
import type { Tab } from "../shell/layout.ts";
import { words } from "../words/index.ts";
import { isShown } from "./kinds.ts";
import { openPreview } from "./opening.ts";

/** Opens the preview of a file that has one. */
export function Act({ tab }: { tab: Tab }) {
  if (!isShown(tab.key) || !may("files:read")) return null;
  return <IconButton icon={Eye} title={words.preview.open} onClick={() => openPreview(tab.key)} />;
}
