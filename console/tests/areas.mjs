// Watch areas and the past: an area is drawn, tried, saved, and raises; what was is replayed.
import { positionReport, timed } from "./ais.mjs";
import {
  check,
  direct,
  equal,
  openWindow,
  play,
  send,
  shoot,
  sign,
  until,
  visit,
} from "./stage.mjs";

const MMSI = 636_010_001;
/** 2026-01-01T00:03:00Z: a minute after the last of the others' reports. */
const AFTER_BUSINESS = 1_767_225_780;

await play(async (browser) => {
  const { page, wrong, elsewhere } = await openWindow(browser);
  // Looking at the Gulf of Aden, where nothing is yet.
  await page.addInitScript(() => {
    const view = { center: [51.5, 13.5], zoom: 9 };
    if (!localStorage.getItem("picket-view"))
      localStorage.setItem("picket-view", JSON.stringify(view));
    window.tones = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...at) {
      window.tones += 1;
      return start.apply(this, at);
    };
  });
  await direct("business");
  await visit(page);

  await page.keyboard.press("d");
  await page.locator(".area-editor").waitFor();
  await page.locator(".rules details").first().waitFor();
  const map = await page.locator("#map").boundingBox();
  const at = (x, y) => [map.x + map.width * x, map.y + map.height * y];
  const corners = [at(0.3, 0.3), at(0.7, 0.3), at(0.7, 0.7), at(0.3, 0.7)];
  for (const [x, y] of corners) {
    await page.mouse.move(x, y);
    await page.mouse.click(x, y);
    await page.waitForTimeout(400);
  }
  await page.mouse.move(...corners[3]);
  await page.mouse.click(...corners[3]);
  await page
    .locator(".area-editor label", { hasText: "Name" })
    .locator("input")
    .fill("Test <b>box</b>");
  await page
    .locator(".area-editor label", { hasText: "Kind" })
    .locator("select")
    .selectOption("restricted");
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await page
    .locator(".said", { hasText: /This would have raised \d+ alerts? in the last 6 h/ })
    .waitFor();
  await shoot(page, "area-tried");
  await page.getByRole("button", { name: "Save" }).click();
  await sign(page, "AB");
  await page.locator(".area-list .name", { hasText: "Test <b>box</b>" }).waitFor();

  // Who looked at an older one overwrites nothing.
  const refused = await page.evaluate(async () => {
    const { features } = await (await fetch("/api/v1/watch-areas")).json();
    const { properties, geometry } = features.find((area) => area.properties.editable);
    const { id, name, kind } = properties;
    const changed = { id, name: `${name} 2`, kind };
    const area = { type: "Feature", geometry, properties: changed, by: "CD" };
    const put = (revision) =>
      fetch(`/api/v1/watch-areas/${id}`, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "If-Match": `"${revision}"` },
        body: JSON.stringify(area),
      });
    const answers = [await put("0123456789abcdef"), await put(properties.revision)];
    return [...answers, await put(properties.revision)].map(({ status }) => status);
  });
  equal(
    refused,
    [412, 200, 412],
    "a change of an area that was looked at before another changed it",
  );

  // Her way leads in from outside, after the ships that are there: 12 kn, three minutes a report.
  const way = [0, 1, 2, 3, 4, 5].map((n) => {
    const report = { mmsi: MMSI, lon: 51.295 + n * 0.0103, lat: 13.5, sog: 12, cog: 90 };
    return timed(positionReport(report), AFTER_BUSINESS + n * 180);
  });
  await send("harbour", way.join(""));
  const alert = page.locator("#alerts .alert", { hasText: String(MMSI) });
  await alert.first().waitFor();
  check(
    (await alert.first().textContent()).includes("Test <b>box</b>"),
    "the alert names the area as text",
  );

  // A ship on the watch list.
  await page.keyboard.press("/");
  await page.keyboard.type("FERRY");
  await page.locator("#found button", { hasText: "FERRY" }).click();
  await page.getByRole("button", { name: "Put on the watch list" }).click();
  await page.getByRole("button", { name: "On the watch list" }).waitFor();

  await endAboveAShip(page);
  await everybody(page);

  // The past, and back with one key.
  const before = await page.locator("#alerts .alert").count();
  await page.keyboard.press("r");
  await page.locator("#mode", { hasText: "REPLAY" }).waitFor();
  await page.locator("#timeline .shown", { hasText: "ago" }).waitFor();
  await page.waitForTimeout(1500);
  equal(await page.locator("#notice").isVisible(), false, "the past was refused");
  await shoot(page, "replay");
  // Any day there was, in UTC, and not only what the slider spans; the scene begins on 2026-01-01.
  const when = page.getByLabel("Replay from (UTC)");
  await when.fill("yesterday");
  await when.press("Enter");
  await page.locator("#notice", { hasText: "2026-01-31 14:05" }).waitFor();
  await when.fill("2025-12-30 03:04");
  await when.press("Enter");
  await page.locator("#timeline .shown", { hasText: "2025-12-30 03:04" }).waitFor();
  await page.locator("#timeline .edge", { hasText: "12-30 00:04" }).waitFor();
  await page.locator("#timeline .shown", { hasText: "1 d 21 h ago" }).waitFor();
  equal(await page.locator("#alerts .alert").count(), 0, "alerts of a day without any");
  equal(await page.locator("#notice", { hasText: "past" }).isVisible(), false, "it was refused");
  await page.locator(".vessel .empty", { hasText: "not in the part of the past" }).waitFor();

  // What comes up now is heard and told also while the past is shown; what was is not acted on.
  const tones = () => page.evaluate(() => window.tones);
  const silent = await tones();
  await send("harbour", positionReport({ mmsi: 970_010_001, lon: 51, lat: 13, status: 14 }));
  await page.locator("#live-waits", { hasText: /NOW: \d alerts wait/ }).waitFor();
  await until(async () => (await tones()) > silent, "a new alert sounds in a replay");
  await shoot(page, "replay-and-now");
  await when.fill(new Date((AFTER_BUSINESS + 900) * 1000).toISOString().slice(0, 16));
  await when.press("Enter");
  const past = page.locator("#alerts .alert", { hasText: String(MMSI) }).first();
  await past.waitFor();
  check(await past.locator(".acknowledge").isHidden(), "the past can be acknowledged");
  await page.locator("#live-waits").click();
  await page.locator("#mode", { hasText: "LIVE" }).waitFor();
  await page.locator("#alerts .alert", { hasText: "970010001" }).first().waitFor();
  check((await page.locator("#alerts .alert").count()) > before, "alerts after the replay");

  const handover = await page.context().newPage();
  await handover.goto(new URL("/handover", page.url()).href);
  await handover.locator("h1", { hasText: "Watch handover" }).waitFor();
  await handover
    .locator("table", { hasText: String(MMSI) })
    .first()
    .waitFor();
  await shoot(handover, "handover");
  equal(wrong, [], "went wrong in the page");
  equal(elsewhere, [], "was asked of somebody else");
});

/** The click that ends a circle chooses nobody, though she lies there. */
async function endAboveAShip(page) {
  await page.getByRole("button", { name: "Go there" }).click();
  await page.waitForTimeout(1500);
  await page.keyboard.press("d");
  await page.locator(".area-editor .rules details").first().waitFor();
  await page.locator(".area-editor").getByRole("button", { name: "Circle" }).click();
  const map = await page.locator("#map").boundingBox();
  const [x, y] = [map.x + map.width / 2, map.y + map.height / 2];
  await page.mouse.move(x - 120, y);
  await page.mouse.click(x - 120, y);
  await page.waitForTimeout(400);
  await page.mouse.move(x, y);
  await page.waitForTimeout(400);
  await page.mouse.click(x, y);
  const radius = page.getByLabel("Radius, nm");
  await radius.waitFor();
  check(Number(await radius.inputValue()) > 0, "the circle has a radius");
  await page.waitForTimeout(500);
  check(await page.locator(".area-editor").isVisible(), "the area was thrown away for a ship");
  await page.keyboard.press("Escape");
  // The same click without an area under the pen.
  await page.mouse.click(x, y);
  await page.locator(".vessel h2", { hasText: "FERRY" }).waitFor();
}

/** From any place, `0` brings all into view: the map asks for those beyond its edge. */
async function everybody(page) {
  const middle = () =>
    page.evaluate(() => JSON.parse(localStorage.getItem("picket-view") ?? "null").center);
  await page.keyboard.press("/");
  await page.keyboard.type("33.5S 151.2E");
  await page.keyboard.press("Enter");
  await until(async () => Math.abs((await middle())[0] - 151.2) < 0.1, "the place is in view");
  await page.keyboard.press("0");
  await until(async () => Math.abs((await middle())[0] - 50.7) < 1, "everybody is in view");
}
