/**
 * Beside each file that compresses well, the same in Brotli, for the executable to embed and serve as it is: the
 * first visitor must not wait for the server to compress 28 MB. Results are kept by content, as the largest files
 * seldom change.
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Plugin } from "vite";

const compressible = /\.(html|js|css|wasm|json|svg|ttf|txt)$/;
const sizeMin = 1024;
/** The last tenth is not worth minutes of a large file. */
const bestSizeMax = 2 * 1024 * 1024;

const compress = promisify(brotliCompress);

/** Writes `NAME.br` beside every file of a folder that is worth it. */
export async function precompress(folder: string, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !compressible.test(entry.name)) continue;
    const content = await readFile(path);
    if (content.length < sizeMin) continue;
    const quality = content.length > bestSizeMax ? 7 : constants.BROTLI_MAX_QUALITY;
    const digest = createHash("sha256").update(content).digest("hex");
    const kept = join(cache, `${digest}-${quality}.br`);
    if (!(await stat(kept).catch(() => null))) {
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
      };
      // Under its name only once it is whole.
      await writeFile(`${kept}.part`, await compress(content, { params }));
      await rename(`${kept}.part`, kept);
    }
    await copyFile(kept, `${path}.br`);
  }
}

/** The same, after each build for production. */
export function precompressed(cache: string): Plugin {
  let folder = "";
  return {
    name: "beffroi-precompressed",
    apply: "build",
    configResolved: (config) => {
      folder = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith("/")) folder = config.build.outDir;
    },
    closeBundle: { sequential: true, order: "post", handler: () => precompress(folder, cache) },
  };
}
