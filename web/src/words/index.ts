// Every string that the page shows, in one catalogue; each feature has its part.

import { activity } from "./activity.ts";
import { clipboard } from "./clipboard.ts";
import { commands } from "./commands.ts";
import { editor } from "./editor.ts";
import { files } from "./files.ts";
import { git } from "./git.ts";
import { languages } from "./languages.ts";
import { layouts } from "./layouts.ts";
import { live } from "./live.ts";
import { notebook } from "./notebook.ts";
import { notes } from "./notes.ts";
import { preferences } from "./preferences.ts";
import { preview } from "./preview.ts";
import { run } from "./run.ts";
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
  git,
  live,
  notebook,
  notes,
  timeline,
  trees,
  languages,
  layouts,
  preferences,
  run,
  preview,
};
