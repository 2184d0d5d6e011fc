// A daemon that asks who one is: nothing is shown to a stranger, a wrong token is refused, and acts are
// signed with the name of the token.
import { read } from "./axe.mjs";
import { direct, check, equal, openWindow, play, shoot, url } from "./stage.mjs";

await play(async (browser) => {
  const { page, wrong } = await openWindow(browser, { bypassCSP: true });
  await page.goto(url);
  await page.locator("#log-in").waitFor();
  await read(page, "log-in");
  await shoot(page, "log-in");
  equal(await page.locator("#alerts .alert").count(), 0, "alerts that a stranger sees");
  await page.keyboard.press("Escape");
  check(await page.locator("#log-in").isVisible(), "the form does not go away by itself");
  await page.locator("#token").fill("wrong");
  await page.keyboard.press("Enter");
  await page.locator("#log-in-said", { hasText: /\S/ }).waitFor();

  await page.locator("#token").fill(await direct("token"));
  await page.keyboard.press("Enter");
  await page.locator("#log-in").waitFor({ state: "hidden" });
  await page.locator("#line", { hasText: "connected" }).waitFor();
  equal(await page.locator("#officer").textContent(), "watch-room", "who signs");
  await direct("approach");
  await page.locator("#alerts .alert").first().waitFor();
  await page.keyboard.press("a");
  await page.locator("#alerts .alert .standing", { hasText: "by watch-room" }).waitFor();
  const cookies = await page.context().cookies();
  check(
    cookies.length > 0 && cookies.every(({ httpOnly }) => httpOnly),
    "no script sees the session",
  );

  // Another visit needs no token.
  await page.reload();
  await page.locator("#alerts .alert.acknowledged").waitFor();
  check(await page.locator("#log-in").isHidden(), "the session lasts");
  equal(wrong, [], "went wrong in the page");
});
