// A watch: an alert comes, two stations share it, the daemon goes and comes back.
import { positionReport } from "./ais.mjs";
import {
  check,
  direct,
  equal,
  findFeeds,
  openWindow,
  play,
  send,
  shoot,
  sign,
  visit,
} from "./stage.mjs";

/** AIS text allows everything that HTML needs, and a name has twenty characters. */
const HOSTILE = "<SCRIPT>ALERT(1)</S>";
const APPEARS_MS = 2000;

await play(async (browser) => {
  const one = await openWindow(browser);
  const other = await openWindow(browser, { viewport: { width: 1000, height: 600 } });
  await visit(one.page);
  await visit(other.page);

  await direct("business");
  await direct("approach");
  const alert = one.page.locator("#alerts .alert");
  await alert.first().waitFor();
  equal(await alert.locator(".title").allTextContents(), ["Fast approach"], "rules");
  equal(await alert.locator(".who").allTextContents(), [`${HOSTILE} \u2192 TANKER`], "who to whom");
  check(await alert.locator(".exercise-mark").isVisible(), "the alert is marked EXERCISE");
  check(await one.page.locator("#exercise").isVisible(), "so is the watch");
  equal(await one.page.locator("body script").count(), 0, "scripts that came by a name");

  // Evidence, by the keyboard; the map shows who takes part.
  await one.page.keyboard.press("j");
  await one.page.locator(".evidence .measures").waitFor();
  await one.page.locator(".evidence .chart canvas").first().waitFor();
  await one.page.locator(".evidence .history").waitFor();
  equal(
    await one.page.locator(".evidence .participants .name").allTextContents(),
    ["TANKER", HOSTILE],
    "participants",
  );
  await one.page.waitForTimeout(1500);
  await shoot(one.page, "evidence");

  // Acknowledged here, seen so there; a note and a snooze with it.
  await one.page.keyboard.press("a");
  await sign(one.page, "AB");
  for (const { page } of [one, other]) {
    await page
      .locator("#alerts .alert.acknowledged .standing", { hasText: "acknowledged by AB" })
      .waitFor();
  }
  await one.page.getByRole("button", { name: "Note\u2026" }).click();
  await one.page.locator(".act-form textarea").fill("<b>two skiffs</b>");
  await one.page.getByRole("button", { name: "Add note" }).click();
  await one.page.locator(".history", { hasText: "\u201c<b>two skiffs</b>\u201d" }).waitFor();
  equal(await one.page.locator(".history b b").count(), 0, "markup that came by a note");

  // The vessel behind the name.
  await one.page.locator(".participants button").first().click();
  await one.page.locator(".vessel .facts", { hasText: "tanker" }).waitFor();
  await shoot(one.page, "vessel");

  // The daemon is gone: nobody takes what is shown for a quiet sea. What happens meanwhile is not missed.
  await direct("stop");
  await one.page.locator("#warning", { hasText: "NO ANSWER" }).waitFor();
  check(await one.page.locator("#deaf-note").isVisible(), "a deaf picture says so");
  await shoot(one.page, "daemon-gone");
  await direct("start");
  for (const { page } of [one, other]) {
    await page.locator("#line", { hasText: "connected" }).waitFor();
    await page.locator("#alerts .alert.acknowledged").waitFor();
  }
  await findFeeds();

  // From the report to the screen. A loaded machine may be slow once, not three times.
  const took = [];
  for (const n of [1, 2, 3]) {
    const sart = { mmsi: 970_010_000 + n, lon: 51 + n / 10, lat: 13.5, status: 14 };
    const before = Date.now();
    await send("harbour", positionReport(sart));
    await other.page
      .locator("#alerts .alert .who", { hasText: String(sart.mmsi) })
      .first()
      .waitFor();
    took.push(Date.now() - before);
  }
  console.log(`from the report to the screen: ${took.join(", ")} ms`);
  check(Math.min(...took) <= APPEARS_MS, `an alert takes ${took.join(", ")} ms to appear`);
  equal(
    await one.page.locator("#alerts .alert").count(),
    await other.page.locator("#alerts .alert").count(),
    "both show the same",
  );
  await shoot(other.page, "distress");

  for (const { wrong, elsewhere } of [one, other]) {
    equal(wrong, [], "went wrong in the page");
    equal(elsewhere, [], "was asked of somebody else");
  }
});
