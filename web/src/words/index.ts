// Every string that the page shows, in one catalogue; each feature has its part.

import { commands } from "./commands.ts";
import { shell } from "./shell.ts";
import { terminals } from "./terminals.ts";

export const words = { commands, shell, terminals };
