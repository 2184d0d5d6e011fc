// What the scenes share: a browser, windows that note what went wrong, and the one who directs the
// daemon (the Rust test that started us): it is asked on standard output and answers on standard input.
import { connect } from "node:net";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

export const { PICKET_URL: url, PICKET_FEEDS, PICKET_SHOTS: shots } = process.env;
let feeds = JSON.parse(PICKET_FEEDS ?? "{}");
const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function direct(what) {
  console.log(`> ${what}`);
  const { value } = await answers.next();
  return value;
}

/** A daemon that was started anew listens elsewhere. */
export async function findFeeds() {
  feeds = JSON.parse(await direct("feeds"));
}

/** Nothing here takes so long; a scene that waits longer has failed. */
export const PATIENCE = 25_000;

export async function openBrowser() {
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"];
  const gl = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
  const executablePath = process.env.PICKET_CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: [...args, ...gl] });
}

/** A window of its own station: nothing is shared with the others but the daemon. */
export async function openWindow(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const wrong = [];
  const elsewhere = [];
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => {
    // That the daemon was gone, or has no such thing, is told by the page itself.
    const expected = /Failed to load resource|net::ERR_|WebSocket connection|GL Driver Message/;
    if (message.type() === "error" && !expected.test(message.text())) wrong.push(message.text());
  });
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith(url) && !/^(blob|data):/.test(to)) elsewhere.push(to);
  });
  return { page, wrong, elsewhere };
}

export async function visit(page, path = "/") {
  await page.goto(url + path);
  await page.locator("#line", { hasText: "connected" }).waitFor();
}

export async function sign(page, initials) {
  await page.locator("#signature").waitFor();
  await page.locator("#initials").fill(initials);
  await page.locator("#initials").press("Enter");
}

/** Sends sentences to a feed. */
export function send(feed, text) {
  const [host, port] = feeds[feed].split(":");
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) }, () => socket.end(text, resolve));
    socket.on("error", reject);
  });
}

/** Looks again until it holds. */
export async function until(holds, text) {
  for (let n = 0; n < PATIENCE / 100; n += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  check(false, text);
}

export async function shoot(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  const take = () => page.screenshot({ path: `${shots}/${name}.png` });
  // On a machine with much to do the browser may have no picture ready.
  await take().catch(take).catch(take);
}

export function check(holds, text) {
  if (!holds) throw new Error(text);
}

export function equal(found, expected, text) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  check(a === b, `${text}: ${a}, not ${b}`);
}

/** Runs a scene and ends with its outcome. */
export async function play(scene) {
  const browser = await openBrowser();
  try {
    await scene(browser);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await browser.close();
    process.stdin.destroy();
  }
}
