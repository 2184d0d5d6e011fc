// `make bench-console`: builds the bench page, opens it in chromium, prints figures.
// SECS: how long to keep updating while memory is watched. LAYER=webgl: the other way to draw. ONLY: not
// beside MapLibre's symbols. HOURS=4 COUNT=1000: instead, a watch of so long in the whole console, as
// fast as it passes.
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { pass, standIn, weigh } from "../tests/hours.mjs";
import { openBrowser } from "../tests/stage.mjs";

const hours = Number(process.env.HOURS ?? 0);
const root = fileURLToPath(new URL(hours > 0 ? ".." : ".", import.meta.url));
const outDir = fileURLToPath(new URL("../../target/bench-console", import.meta.url));
const seconds = Number(process.env.SECS ?? 60);
/** "plain" is what the console takes in software rendering; "webgl" is what it takes elsewhere. */
const layer = process.env.LAYER ?? "plain";
const count = Number(process.env.COUNT ?? 50_000);

const built = { outDir, emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 };
await build({ configFile: false, root, build: built, worker: { format: "es" }, logLevel: "error" });
const server = await preview({ configFile: false, root, build: { outDir }, preview: { port: 0 } });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.on("pageerror", (error) => console.error(String(error)));
  if (hours > 0) await watch(page);
  else await bench(page);
} finally {
  await browser.close();
  await server.close();
}

async function bench(page) {
  await page.goto(`${server.resolvedUrls.local[0]}?count=${count}&layer=${layer}`);
  await page.evaluate(() => window.bench.ready);
  console.log(
    `${count} ships, ${layer} layer, 1366 x 768, software rendering, ${cpus().length} cores (${cpus()[0].model})`,
  );

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

  await remember(page, browser);
  if (process.env.ONLY) return;
  await repeat(page, "symbols", 1);
  const symbols = await repeat(page, "symbols", 5);
  print("MapLibre symbol layer, setData to idle", symbols);
  console.log(`ratio of medians: ${(median(symbols) / median(own)).toFixed(1)}`);
}

/** Goes on at 1 Hz and says ten times what the page holds, without garbage, and its process. */
async function remember(page, browser) {
  const session = await browser.newBrowserCDPSession();
  const began = Date.now();
  for (let n = 0; n < seconds; n += 1) {
    await page.evaluate(() => window.bench.own());
    if (n % Math.max(1, Math.round(seconds / 10)) === 0) {
      const { heap, nodes } = await weigh(page);
      const { processInfo } = await session.send("SystemInfo.getProcessInfo");
      const renderers = processInfo.filter(({ type }) => type === "renderer");
      const resident = renderers.reduce((sum, { id }) => sum + residentMegabytes(id), 0);
      const at = ((Date.now() - began) / 1000).toFixed(0);
      console.log(
        `memory after ${at} s of 1 Hz: heap ${heap.toFixed(1)} MB, ${nodes} nodes, renderer ${resident.toFixed(0)} MB`,
      );
    }
    await page.waitForTimeout(Math.max(0, began + (n + 1) * 1000 - Date.now()));
  }
}

/** Of Linux: what a process holds of the machine's memory. */
function residentMegabytes(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
  return Number(kilobytes ?? 0) / 1024;
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

/** Hours of watch, as fast as they pass: what the page holds after each tenth of them. */
async function watch(page) {
  const ships = Number(process.env.COUNT ?? 1000);
  await standIn(page);
  await page.goto(server.resolvedUrls.local[0]);
  await page.locator("#line", { hasText: "connected" }).waitFor();
  console.log(`${hours} h of watch over ${ships} ships, after each tenth and all garbage:`);
  const began = Date.now();
  for (let n = 1; n <= 10; n += 1) {
    const { transitions } = await pass(page, hours * 360, ships);
    const { heap, nodes, listeners } = await weigh(page);
    const took = ((Date.now() - began) / 1000).toFixed(0);
    console.log(
      `  ${((hours * n) / 10).toFixed(1)} h, ${transitions} transitions: heap ${heap.toFixed(1)} MB, ${nodes} nodes, ${listeners} listeners (${took} s)`,
    );
  }
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
