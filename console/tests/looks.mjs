// The main states in each light: read by axe against WCAG AA, photographed, and by the keyboard alone.
import { read } from "./axe.mjs";
import { check, direct, equal, openWindow, play, shoot, visit } from "./stage.mjs";

await play(async (browser) => {
  // The policy of the page lets no script in but its own; the reader is not a part of the page.
  const { page, wrong } = await openWindow(browser, { bypassCSP: true });
  await direct("business");
  await direct("approach");
  await visit(page);
  await page.locator("#alerts .alert").first().waitFor();
  await page.keyboard.press("j");
  await page.locator(".evidence .history").waitFor();
  for (const theme of ["dark", "light", "red"]) {
    equal(await page.evaluate(() => document.documentElement.dataset.theme), theme, "theme");
    await read(page, `evidence, ${theme}`);
    await shoot(page, `evidence-${theme}`);
    await page.keyboard.press("t");
  }
  await page.keyboard.press("?");
  check(await page.locator("#help").isVisible(), "? shows the keys");
  await read(page, "help");
  await shoot(page, "help");
  await page.keyboard.press("Escape");

  await page.keyboard.press("/");
  await page.keyboard.type("FERRY");
  await page.locator("#found button", { hasText: "FERRY" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".vessel .facts", { hasText: "219000001" }).waitFor();
  await read(page, "vessel");
  await page.keyboard.press("Escape");
  check(await page.locator("#side").isHidden(), "Escape closes what is open");

  await page.locator("#areas-open").click();
  await page.locator(".area-list").waitFor();
  await read(page, "areas");
  await shoot(page, "areas");

  await page
    .locator(".area-list")
    .getByRole("button", { name: "Draw" })
    .or(page.getByRole("button", { name: "Draw an area (D)" }))
    .click();
  await page.locator(".area-editor .rules details").first().waitFor();
  await page.locator(".area-editor .rules summary").first().click();
  await read(page, "area editor");
  await shoot(page, "area-editor");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");

  await page.locator("#report-open").click();
  await page.locator("#report").waitFor();
  await read(page, "officer's report");
  await shoot(page, "report");
  await page.locator("#report-cancel").click();

  await page.keyboard.press("r");
  await page.locator("#mode", { hasText: "REPLAY" }).waitFor();
  for (const theme of ["dark", "light", "red"]) {
    await read(page, `replay, ${theme}`);
    await page.keyboard.press("t");
  }
  await page.keyboard.press("r");
  await page.locator("#mode", { hasText: "LIVE" }).waitFor();

  const handover = await page.context().newPage();
  await handover.goto(new URL("/handover", page.url()).href);
  await handover.locator("h1", { hasText: "Watch handover" }).waitFor();
  await read(handover, "handover");
  await handover.close();

  // A tablet, upright and across: nothing runs out of the page.
  for (const [width, height] of [
    [820, 1180],
    [1180, 820],
  ]) {
    await page.setViewportSize({ width, height });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(over <= 0, `the page is ${over} px too wide at ${width} x ${height}`);
    await shoot(page, `tablet-${width}`);
  }
  equal(wrong, [], "went wrong in the page");
});
