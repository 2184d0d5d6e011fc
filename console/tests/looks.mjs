// The main states in each light: read by axe against WCAG AA, photographed, at the sizes they are used
// at, and by the keyboard alone.
import { read } from "./axe.mjs";
import { check, direct, equal, openWindow, play, shoot, visit } from "./stage.mjs";

const THEMES = ["dark", "light", "red"];

async function look(browser) {
  // The policy of the page lets no script in but its own; the reader is not a part of the page.
  const { page, wrong } = await openWindow(browser, { bypassCSP: true });
  await direct("business");
  await direct("approach");
  await visit(page);
  await page.locator("#alerts .alert").first().waitFor();
  for (const theme of THEMES) {
    equal(await page.evaluate(() => document.documentElement.dataset.theme), theme, "theme");
    for (const [name, open] of Object.entries(STATES)) {
      await open(page);
      await read(page, `${name}, ${theme}`);
      await shoot(page, `${name}-${theme}`);
      await fits(page, name);
      if (theme === "red") await isForTheNight(page, name);
      await leave(page);
    }
    await page.keyboard.press("t");
  }

  const handover = await page.context().newPage();
  await handover.goto(new URL("/handover", page.url()).href);
  await handover.locator("h1", { hasText: "Watch handover" }).waitFor();
  await read(handover, "handover");
  await handover.getByLabel("Since a time (UTC)").fill("noon");
  await handover.getByLabel("Since a time (UTC)").press("Enter");
  await handover.locator("[role=alert]", { hasText: "2026-01-31 14:05" }).waitFor();
  await handover.getByLabel("Since a time (UTC)").fill("2026-01-01 00:00");
  await handover.getByLabel("Since a time (UTC)").press("Enter");
  await handover.locator(".span", { hasText: "From 2026-01-01 00:00:00 to" }).waitFor();
  await handover.close();

  // Put away, the legend stays away.
  check(await page.locator("#legend").isVisible(), "a first visit is told what colours mean");
  await page.locator("#legend-toggle").click();
  await page.reload();
  await page.locator("#alerts .alert").first().waitFor();
  check(await page.locator("#legend").isHidden(), "the legend came back");

  // Both feeds beside each other: the bar is one line.
  const bar = await page.locator("#feeds").boundingBox();
  check(bar.height < 30, `the feeds take ${bar.height} pixels of height`);

  await manyFeeds(page);

  // A small screen, and a tablet, across and upright: nothing runs out of its place.
  await STATES.evidence(page);
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await page.waitForFunction((there) => innerWidth === there, width);
    await painted(page);
    await fits(page, `${width} x ${height}`);
    await shoot(page, `tablet-${width}`);
  }
  equal(wrong, [], "went wrong in the page");
}

const SIZES = [
  [1366, 768],
  [1180, 820],
  [1024, 768],
  [820, 1180],
  [768, 1024],
];

/** How each state is come to, without a mouse where there is a key. */
const STATES = {
  async quiet() {},
  async evidence(page) {
    await page.keyboard.press("j");
    await page.locator(".evidence .history").waitFor();
  },
  async vessel(page) {
    await page.keyboard.press("/");
    await page.keyboard.type("FERRY");
    await page.locator("#found button", { hasText: "FERRY" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".vessel .facts", { hasText: "219000001" }).waitFor();
  },
  async coverage(page) {
    await page.keyboard.press("c");
    await page.locator("#station option", { hasText: "harbour" }).waitFor({ state: "attached" });
    await page.locator("#station").selectOption("harbour");
  },
  async areas(page) {
    await page.locator("#areas-open").click();
    await page.locator(".area-list").waitFor();
  },
  async editor(page) {
    await page.keyboard.press("d");
    await page.locator(".area-editor .rules details").first().waitFor();
    await page.locator(".area-editor .rules summary").first().click();
  },
  async "watch-list"(page) {
    await page.keyboard.press("w");
    await page.locator(".watch-list").waitFor();
  },
  async report(page) {
    await page.keyboard.press("n");
    await page.locator("#report").waitFor();
  },
  async help(page) {
    await page.keyboard.press("?");
    await page.locator("#help").waitFor();
  },
  async deaf(page) {
    await page.route("**/readyz", (route) => route.abort());
    await page.locator("#deaf-note").waitFor();
    await page.locator("#mode", { hasText: "NOT LIVE" }).waitFor();
  },
  async replay(page) {
    await page.keyboard.press("r");
    await page.locator("#mode", { hasText: "REPLAY" }).waitFor();
  },
};

/** Back to nothing: by Escape alone, but for what has a key of its own. */
async function leave(page) {
  const is = (selector) => page.locator(selector).isVisible();
  await page.unroute("**/readyz");
  if (await is(".mode.replay")) await page.keyboard.press("r");
  if (await is("#station")) await page.keyboard.press("c");
  for (let n = 0; n < 3; n += 1) await page.keyboard.press("Escape");
  check(!(await is("#side")) && !(await is("dialog[open]")), "Escape closes what is open");
  await page.locator("#mode", { hasText: "LIVE" }).waitFor();
}

/** Eyes that are used to the night see no blue and no green that is brighter than the red. */
async function isForTheNight(page, state) {
  const shot = (await page.screenshot()).toString("base64");
  const worst = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    let most = 0;
    for (let n = 0; n < data.length; n += 4)
      most = Math.max(most, data[n + 1] - data[n], data[n + 2] - data[n]);
    return most;
  }, shot);
  check(worst <= 8, `${state} in red shines by ${worst} of 255 in another colour`);
}

/** However many feeds there are and however much is said of each, nothing of the bar is pushed out. */
async function manyFeeds(page) {
  const names = ["north", "south", "harbour", "approaches", "satellite", "radar"];
  await page.route("**/readyz", async (route) => {
    const response = await route.fetch();
    const said = await response.json();
    const quiet = { ...said.feeds[0], silent: true, age_seconds: 574 };
    await route.fulfill({
      response,
      json: { ...said, feeds: names.map((name) => ({ ...quiet, name })) },
    });
  });
  await page.locator("#feeds .chip", { hasText: "radar SILENT 9 min 34 s" }).waitFor();
  await painted(page);
  await fits(page, "a bar of six feeds");
  await page.unrouteAll({ behavior: "wait" });
}

/** What has come to the screen since: charts follow their panel while the page is laid out, which a
 * loaded machine does late. The second call comes after all of the first frame. */
function painted(page) {
  const twice = () =>
    new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return page.evaluate(twice);
}

/** Nothing is cut off at the side of the list, the panel, the bar or the page. */
async function fits(page, state) {
  const over = await page.evaluate(() => {
    const boxes = ["html", ".alerts", "#side-body", ".bar", "#timeline"];
    return boxes.flatMap((selector) => {
      const box = document.querySelector(selector);
      const shown = box?.checkVisibility() ? [...box.querySelectorAll("*")] : [];
      const edge = box?.getBoundingClientRect().right ?? 0;
      const out = shown.filter((one) => {
        if (!one.checkVisibility() || one.closest("#map, .scrolls, pre, .feeds")) return false;
        return one.getBoundingClientRect().right > edge + 1;
      });
      return out
        .slice(0, 3)
        .map((one) => `${selector} ${one.className || one.id || one.localName}`);
    });
  });
  equal(over, [], `cut off in ${state}`);
}

await play(look);
