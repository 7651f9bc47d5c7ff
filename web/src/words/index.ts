// Every string that the page shows, in one catalogue; each feature has its part.

import { activity } from "./activity.ts";
import { clipboard } from "./clipboard.ts";
import { commands } from "./commands.ts";
import { editor } from "./editor.ts";
import { files } from "./files.ts";
import { layouts } from "./layouts.ts";
import { live } from "./live.ts";
import { notes } from "./notes.ts";
import { preferences } from "./preferences.ts";
import { search } from "./search.ts";
import { shell } from "./shell.ts";
import { terminals } from "./terminals.ts";
import { timeline } from "./timeline.ts";
import { trees } from "./trees.ts";

export const words = {
  activity,
  clipboard,
  commands,
  editor,
  search,
  shell,
  terminals,
  files,
  live,
  notes,
  timeline,
  trees,
  layouts,
  preferences,
};
