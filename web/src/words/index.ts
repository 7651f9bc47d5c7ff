// Every string that the page shows, in one catalogue; each feature has its part.

import { shell } from "./shell.ts";

export const words = { shell };
