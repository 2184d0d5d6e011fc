// Packs what the pages load: the binary that embeds it gets a third of the size, and so does every
// first visit. The daemon unpacks it for whoever asks without gzip.
import { readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const ASSETS = new URL("../dist/assets/", import.meta.url);

for (const name of await readdir(ASSETS)) {
  const file = new URL(name, ASSETS);
  await writeFile(new URL(`${name}.gz`, ASSETS), gzipSync(await readFile(file), { level: 9 }));
  await unlink(file);
}
