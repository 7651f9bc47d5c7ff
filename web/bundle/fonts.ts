// Leaves out what only browsers ask for that can't run the client anyway.

import type { Plugin } from "vite";

const OLDER = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)/g;

/** Keeps of each font the form that all browsers read. */
export function fonts(): Plugin {
  return {
    name: "icotes-fonts",
    enforce: "pre",
    transform(code, id) {
      return id.endsWith(".css") ? code.replace(OLDER, "") : undefined;
    },
  };
}
