// The daemon is gone for half a minute. What happens from its first second on is on every screen after.
import { positionReport } from "./ais.mjs";
import { check, direct, equal, findFeeds, openWindow, play, send, url, visit } from "./stage.mjs";

const GONE_MS = 30_000;

await play(async (browser) => {
  const windows = [await openWindow(browser), await openWindow(browser)];
  for (const { page } of windows) await visit(page);
  const sart = (n) =>
    positionReport({ mmsi: 970_010_000 + n, lon: 51 + n / 10, lat: 13.5, status: 14 });
  await send("harbour", sart(1));
  for (const { page } of windows) await listed(page, 1).waitFor();

  await direct("stop");
  for (const { page } of windows)
    await page.locator("#warning", { hasText: "NO ANSWER" }).waitFor();
  await windows[0].page.waitForTimeout(GONE_MS);
  for (const { page } of windows)
    check(
      await page.locator("#deaf-note").isVisible(),
      "a deaf picture says so for as long as it is",
    );
  await direct("start");
  await findFeeds();
  // At once: the browsers try again every few seconds, and have missed these.
  for (const n of [2, 3, 4]) await send("harbour", sart(n));
  const early = await open();
  const first = early.find(({ participants }) => participants[0].mmsi === 970_010_001);
  const act = { revision: first.revision, by: "CD" };
  const done = await fetch(`${url}/api/v1/alerts/${first.id}/acknowledge`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(act),
  });
  equal(done.status, 200, "an act while the screens are still away");
  for (const { page } of windows) {
    await page.locator("#line", { hasText: "connected" }).waitFor();
    for (const n of [1, 2, 3, 4]) await listed(page, n).waitFor();
    await page.locator("#alerts .alert.acknowledged .standing", { hasText: "by CD" }).waitFor();
    check(await page.locator("#deaf-note").isHidden(), "the picture is heard again");
  }
  const ids = (await open()).map(({ id }) => id).sort();
  for (const { page, wrong } of windows) {
    const shown = await page
      .locator("#alerts .alert")
      .evaluateAll((all) => all.map((one) => one.dataset.alert).sort());
    equal(shown, ids, "alerts on the screen and in the daemon");
    equal(wrong, [], "went wrong in the page");
  }
});

function listed(page, n) {
  return page.locator("#alerts .alert .who", { hasText: String(970_010_000 + n) }).first();
}

async function open() {
  return (await (await fetch(`${url}/api/v1/alerts?state=open`)).json()).items;
}
