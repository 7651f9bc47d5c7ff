// Writes each compressible file of the build a second and a third time, as br and gzip, so that the server never compresses.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = /\.(css|html|js|json|mjs|svg|wasm)$/;
const FEWEST_BYTES = 512;

const br = promisify(brotliCompress);
const gz = promisify(gzip);

async function compressOne(path: string): Promise<void> {
  const data = await readFile(path);
  if (data.length < FEWEST_BYTES) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
  const [small, medium] = await Promise.all([br(data, { params }), gz(data, { level: 9 })]);
  await Promise.all([writeFile(`${path}.br`, small), writeFile(`${path}.gz`, medium)]);
}

/** The last step of a build. */
export function compress(): Plugin {
  return {
    name: "icotes-compress",
    apply: "build",
    async writeBundle({ dir = "" }) {
      const found = await readdir(dir, { recursive: true });
      await Promise.all(found.filter((name) => COMPRESSIBLE.test(name)).map((name) => compressOne(join(dir, name))));
    },
  };
}
