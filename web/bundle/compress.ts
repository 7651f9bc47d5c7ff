// Writes each compressible file of the build a second and a third time, as br and gzip, so that the server never compresses.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = /\.(css|html|js|json|mjs|svg|wasm)$/;
const FEWEST_BYTES = 512;
/** What was compressed before, by its content: most of a build is as it was. */
const KEPT = join(import.meta.dirname, "../node_modules/.compressed");

const br = promisify(brotliCompress);
const gz = promisify(gzip);
const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
const CODINGS = { ".br": (data: Buffer) => br(data, { params }), ".gz": (data: Buffer) => gz(data, { level: 9 }) };

async function compressOne(path: string): Promise<void> {
  const data = await readFile(path);
  if (data.length < FEWEST_BYTES) return;
  const hash = createHash("sha256").update(data).digest("hex");
  for (const [ending, coded] of Object.entries(CODINGS)) {
    const kept = join(KEPT, hash + ending);
    await copyFile(kept, path + ending).catch(async () => {
      await writeFile(`${kept}-${process.pid}`, await coded(data));
      await rename(`${kept}-${process.pid}`, kept);
      await copyFile(kept, path + ending);
    });
  }
}

/** The last step of a build. */
export function compress(): Plugin {
  return {
    name: "icotes-compress",
    apply: "build",
    async writeBundle({ dir = "" }) {
      await mkdir(KEPT, { recursive: true });
      const found = await readdir(dir, { recursive: true });
      await Promise.all(found.filter((name) => COMPRESSIBLE.test(name)).map((name) => compressOne(join(dir, name))));
    },
  };
}
