// Watch areas and the past: an area is drawn, tried, saved, and raises; what was is replayed.
import { positionReport, timed } from "./ais.mjs";
import { check, direct, equal, openWindow, play, send, shoot, sign, visit } from "./stage.mjs";

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
  await when.fill("2025-12-30T03:04");
  await when.blur();
  await page.locator("#timeline .shown", { hasText: "2025-12-30 03:04" }).waitFor();
  await page.locator("#timeline .edge", { hasText: "12-30 00:04" }).waitFor();
  equal(await page.locator("#alerts .alert").count(), 0, "alerts of a day without any");
  equal(await page.locator("#notice").isVisible(), false, "that day was refused");
  await page.keyboard.press("r");
  await page.locator("#mode", { hasText: "LIVE" }).waitFor();
  equal(await page.locator("#alerts .alert").count(), before, "alerts after the replay");

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
