// Gathers the licences of all packages that go into the build, because their texts must go with it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const FILE = "THIRD_PARTY_LICENSES.txt";
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LICENCE = /^(licen[cs]e|copying|notice)/i;
const RULE = `\n\n${"-".repeat(80)}\n\n`;

function licence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((each) => LICENCE.test(each));
  if (!license || !files.length) throw new Error(`${name} brings no text of its licence; it can't be shipped.`);
  const texts = files.sort().map((each) => readFileSync(join(folder, each), "utf8").trim());
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
}

/** Writes one file with the licences of what is bundled. */
export function licences(): Plugin {
  return {
    name: "icotes-licences",
    apply: "build",
    generateBundle() {
      const found = [...this.getModuleIds()].map((id) => id.replace(/^\0/, "").match(PACKAGE)?.[0] ?? "");
      const folders = [...new Set(found)].filter(Boolean).sort();
      const head = "The browser client of icotes holds, beside its own, these packages.";
      this.emitFile({ type: "asset", fileName: FILE, source: [head, ...folders.map(licence)].join(RULE) });
    },
  };
}
