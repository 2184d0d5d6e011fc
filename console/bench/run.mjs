// `make bench-console`: builds the bench page, opens it in chromium, prints figures.
// SECS: how long to keep updating while memory is watched. HOURS=4 COUNT=2000: a watch of so long instead,
// as fast as it passes. LAYER=webgl: the other way to draw.
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { openBrowser } from "../tests/stage.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const outDir = fileURLToPath(new URL("../../target/bench-console", import.meta.url));
const seconds = Number(process.env.SECS ?? 60);
/** "plain" is what the console takes in software rendering; "webgl" is what it takes elsewhere. */
const layer = process.env.LAYER ?? "plain";
const count = Number(process.env.COUNT ?? 50_000);

const built = { outDir, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 };
await build({ configFile: false, root, build: built, worker: { format: "es" }, logLevel: "warn" });
const server = await preview({ configFile: false, root, build: { outDir }, preview: { port: 0 } });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.on("pageerror", (error) => console.error(String(error)));
  await page.goto(`${server.resolvedUrls.local[0]}?count=${count}&layer=${layer}`);
  await page.evaluate(() => window.bench.ready);
  console.log(
    `${count} ships, ${layer} layer, 1366 x 768, software rendering, ${cpus().length} cores (${cpus()[0].model})`,
  );

  if (process.env.HOURS) {
    await watch(page, Number(process.env.HOURS));
    process.exit(0);
  }
  await repeat(page, "own", 3);
  const processor = await processorTime(browser);
  const split = await repeat(page, "own", 25);
  const used = processor();
  const own = split.map(([, , there]) => there);
  print("own layer, frame off the wire to drawn", own);
  print(
    "  of that the page itself: frame taken in",
    split.map(([taken]) => taken),
  );
  print(
    "  the page itself: commands given",
    split.map(([, given]) => given),
  );
  for (const [kind, ms] of used)
    console.log(`  processor time an update, ${kind}: ${(ms / own.length).toFixed(1)} ms`);

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

  if (process.env.ONLY) process.exit(0);
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

/** What the browser's processes use of the processor until the answer is asked for, in ms by kind. */
async function processorTime(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const main = processInfo.find(({ type }) => type === "browser").id;
  const now = () => {
    const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    const known = new Map(all.map((pid) => [Number(pid), processOf(pid)]));
    const isOurs = (pid) => pid === main || (known.has(pid) && isOurs(known.get(pid)?.parent));
    return new Map([...known].filter(([pid, one]) => one && isOurs(pid)));
  };
  const before = now();
  return () => {
    const kinds = new Map();
    for (const [pid, { kind, ms }] of now())
      kinds.set(kind, (kinds.get(kind) ?? 0) + ms - (before.get(pid)?.ms ?? 0));
    return [...kinds].filter(([, ms]) => ms > 0);
  };
}

/** Of Linux: its parent, kind by Chromium's argument, and processor time (ticks of 10 ms). */
function processOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").pop().split(" ");
    const [, kind] = /--type=([a-z-]+)/.exec(readFileSync(`/proc/${pid}/cmdline`, "latin1")) ?? [];
    return {
      parent: Number(stat[1]),
      kind: kind ?? "browser",
      ms: (Number(stat[11]) + Number(stat[12])) * 10,
    };
  } catch {
    return null;
  }
}

/** Hours of watch, as fast as they pass; the heap after each tenth of them. */
async function watch(page, hours) {
  const heaps = [];
  const began = Date.now();
  for (let n = 0; n <= 10; n += 1) {
    if (n > 0) await page.evaluate((s) => window.bench.watch(s), hours * 360);
    heaps.push((await heapAfterCollection(page, 0)) / 1e6);
  }
  const took = ((Date.now() - began) / 1000).toFixed(0);
  console.log(
    `heap after collection at each tenth of ${hours} h of watch (in ${took} s), MB: ${heaps.map((one) => one.toFixed(1)).join(" ")}`,
  );
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
