// `make bench-console`: builds the bench page, opens it in chromium, prints figures.
// SECS: how long to keep updating while memory is watched.
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { openBrowser } from "../tests/stage.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const outDir = fileURLToPath(new URL("../../target/bench-console", import.meta.url));
const seconds = Number(process.env.SECS ?? 60);
const count = Number(process.env.COUNT ?? 50_000);

const built = { outDir, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 };
await build({ configFile: false, root, build: built, worker: { format: "es" }, logLevel: "warn" });
const server = await preview({ configFile: false, root, build: { outDir }, preview: { port: 0 } });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.on("pageerror", (error) => console.error(String(error)));
  await page.goto(`${server.resolvedUrls.local[0]}?count=${count}`);
  await page.evaluate(() => window.bench.ready);
  console.log(
    `${count} ships, 1366 x 768, software rendering, ${cpus().length} cores (${cpus()[0].model})`,
  );

  await repeat(page, "own", 3);
  const own = await repeat(page, "own", 15);
  print("own layer, frame off the wire to drawn", own);

  const heaps = [];
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    const before = Date.now();
    await page.evaluate(() => window.bench.own());
    heaps.push(await heapAfterCollection(page, heaps.length));
    await page.waitForTimeout(Math.max(0, 1000 - (Date.now() - before)));
  }
  const known = heaps.filter((size) => size !== null).map((size) => (size / 1e6).toFixed(1));
  console.log(`heap after collection over ${seconds} s of 1 Hz, MB: ${known.join(" ")}`);

  await repeat(page, "symbols", 1);
  const symbols = await repeat(page, "symbols", 5);
  print("MapLibre symbol layer, setData to idle", symbols);
  console.log(`ratio of medians: ${(median(symbols) / median(own)).toFixed(1)}`);
} finally {
  await browser.close();
  await server.close();
}

async function repeat(page, what, times) {
  const took = [];
  for (let n = 0; n < times; n += 1)
    took.push(await page.evaluate((name) => window.bench[name](), what));
  return took;
}

/** Every tenth second; a heap with garbage in it says nothing. */
async function heapAfterCollection(page, n) {
  if (n % 10 !== 0) return null;
  await page.requestGC();
  return page.evaluate(() => window.bench.heap());
}

function print(what, took) {
  const sorted = [...took].sort((a, b) => a - b);
  const of = (part) =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))].toFixed(1);
  console.log(
    `${what}: median ${median(took).toFixed(1)} ms, from ${of(0)} to ${of(1)} ms (${took.length} updates)`,
  );
}

function median(took) {
  const sorted = [...took].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
