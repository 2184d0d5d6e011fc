// Half an hour of watch as fast as it passes; `HOURS=4 make bench-console` is the same for four hours.
import { pass, standIn, weigh } from "./hours.mjs";
import { check, equal, openWindow, play, visit } from "./stage.mjs";

const MINUTES = 10;
const SHIPS = 300;

await play(async (browser) => {
  const { page, wrong } = await openWindow(browser);
  await standIn(page);
  await visit(page);
  // Until alerts end as often as they come, and each panel has been seen.
  await pass(page, MINUTES * 60, SHIPS);
  const before = await weigh(page);
  const { open, transitions } = await pass(page, 2 * MINUTES * 60, SHIPS);
  const after = await weigh(page);
  console.log(JSON.stringify({ before, after }));
  equal([open, transitions > 1500], [25, true], `a watch with ${transitions} transitions`);
  equal(await page.locator("#alerts .alert").count(), open, "alerts on the screen");
  check(after.heap < before.heap * 1.1 + 2, `the heap grew to ${after.heap.toFixed(1)} MB`);
  check(after.nodes < before.nodes * 1.2 + 300, `there are ${after.nodes} nodes now`);
  check(after.listeners < before.listeners * 1.2 + 100, `${after.listeners} listeners now`);
  equal(wrong, [], "went wrong in the page");
});
