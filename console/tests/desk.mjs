// What an officer has under his hand: what he writes and presses stays while the alert goes on, what he
// takes away says what it is, what he reports himself is an alert, and whom he watches is on a list.
import { readFileSync } from "node:fs";
import { read } from "./axe.mjs";
import {
  check,
  direct,
  equal,
  openWindow,
  play,
  shoot,
  sign,
  until,
  url,
  visit,
} from "./stage.mjs";

const HOSTILE_NAME = "<SCRIPT>ALERT(1)</S>";
const HOSTILE = "<img src=x onerror=alert(1)>";
const NOT_ON_PAPER = ["#alerts", ".evidence .acts", ".evidence .foot", ".bar", "#timeline"];

await play(async (browser) => {
  const { page, wrong } = await openWindow(browser, { bypassCSP: true });
  await page.addInitScript(() => {
    window.print = () => (window.printed = document.documentElement.dataset.theme);
  });
  const other = await openWindow(browser);
  await direct("business");
  await direct("approach");
  await visit(page);
  await visit(other.page);
  await page.locator("#alerts .alert").first().waitFor();
  await page.keyboard.press("j");
  await page.locator(".evidence .history").waitFor();

  await writing(page);
  await charts(page);
  await files(page);
  await paper(page);
  await closing(page);
  await report(page, other.page);
  await watchList(page, other.page);
  equal(wrong, [], "went wrong in the page");
  equal(other.wrong, [], "went wrong in the other page");
});

/** Somebody else acts on the alert while a note is written: the letters that follow are still the note's. */
async function writing(page) {
  const bar = page.locator(".evidence .acts");
  await bar.getByRole("button", { name: "Note\u2026" }).click();
  await page.keyboard.type("two sk");
  await noteBy(page, "CD", "seen");
  await page.keyboard.type("iffs, armed");
  equal(await page.locator(".act-form textarea").inputValue(), "two skiffs, armed", "the note");
  check(await page.locator("#alerts .alert.unacknowledged").isVisible(), "a letter acknowledged");
  await bar.getByRole("button", { name: "Silence" }).focus();
  await page.locator(".evidence summary", { hasText: "Sentences" }).click();
  await bar.getByRole("button", { name: "Silence" }).focus();
  await noteBy(page, "EF", "again");
  equal(await focused(page), "Silence", "has the focus");
  check(await page.locator(".evidence pre.sentences").isVisible(), "the sentences were folded up");
  // In the list, too, what has the focus keeps it.
  await page.locator("#alerts .alert.chosen").getByRole("button", { name: "Acknowledge" }).focus();
  await noteBy(page, "EF", "once more");
  equal(await focused(page), "Acknowledge", "has the focus in the list");
}

function focused(page) {
  return page.evaluate(() => document.activeElement?.textContent);
}

async function noteBy(page, by, note) {
  const { id, revision } = await shown(page);
  const answer = await fetch(`${url}/api/v1/alerts/${id}/note`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ revision, by, note }),
  });
  equal(answer.status, 200, `a note by ${by}`);
  await page.locator(".history", { hasText: `by ${by}, \u201c${note}\u201d` }).waitFor();
}

async function shown(page) {
  const id = await page.locator("#alerts .alert.chosen").getAttribute("data-alert");
  return (await fetch(`${url}/api/v1/alerts/${id}`)).json();
}

/** Every revision draws the charts anew; those before are gone, and not only out of sight. */
async function charts(page) {
  await page.locator(".evidence .chart canvas").first().waitFor();
  const before = await alive(page, "HTMLCanvasElement");
  for (const n of [1, 2, 3, 4]) await noteBy(page, "GH", `look ${n}`);
  // What was on its way out before may have gone since.
  const after = await alive(page, "HTMLCanvasElement");
  check(after <= before, `canvases in memory: ${after}, before four revisions ${before}`);
}

async function alive(page, kind) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const of = await session.send("Runtime.evaluate", { expression: `${kind}.prototype` });
  const all = await session.send("Runtime.queryObjects", {
    prototypeObjectId: of.result.objectId,
  });
  const count = await session.send("Runtime.callFunctionOn", {
    objectId: all.objects.objectId,
    functionDeclaration: "function () { return this.length; }",
    returnByValue: true,
  });
  await session.detach();
  return count.result.value;
}

async function files(page) {
  const picture = await saved(page, "Picture");
  const map = await page.locator("#map").boundingBox();
  const { width, height, corner } = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const corner = [...context.getImageData(2, image.height - 3, 1, 1).data];
    return { width: image.width, height: image.height, corner };
  }, picture.toString("base64"));
  // Four lines of 18 pixels with 10 above and below: who, where and when, which alert, EXERCISE.
  equal([width, height], [map.width, Math.floor(map.height) + 92], "the map and its caption");
  equal(corner, [255, 255, 255, 255], "the ground of the caption");

  const { features } = JSON.parse(await saved(page, "GeoJSON"));
  const { rule, participants, sentences } = features[0].properties;
  equal([rule, participants.length], ["fast-approach", 2], "the alert as GeoJSON");
  check(sentences.length > 0 && features.length > 3, "with its sentences, reports and ways");
}

async function saved(page, button) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return readFileSync(await download.path());
}

async function paper(page) {
  await page.getByRole("button", { name: "Print", exact: true }).click();
  await until(() => page.evaluate(() => window.printed !== undefined), "the page is printed");
  equal(await page.evaluate(() => window.printed), "light", "the light on paper");
  equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark", "thereafter");

  // Folded up on the screen, and open on paper; the rest is the other way round.
  const sentences = page.locator(".evidence pre.sentences");
  await page.locator(".evidence summary", { hasText: "Sentences" }).click();
  await sentences.waitFor({ state: "hidden" });
  for (const away of NOT_ON_PAPER)
    check(await page.locator(away).first().isVisible(), `${away} on the screen`);
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  check(await page.locator(".evidence .paper").isVisible(), "the paper names the alert");
  check(await sentences.isVisible(), "sentences are on the paper");
  for (const away of NOT_ON_PAPER)
    check(await page.locator(away).first().isHidden(), `${away} on paper`);
  await read(page, "paper");
  await shoot(page, "paper");
  await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  const pdf = await page.pdf({ format: "A4" });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
  check(pages.length >= 1 && pages.length <= 3, `the evidence takes ${pages.length} pages`);
}

/** One press does not end an alert for every station. */
async function closing(page) {
  const { id } = await shown(page);
  const state = async () => (await (await fetch(`${url}/api/v1/alerts/${id}`)).json()).state;
  await page.getByRole("button", { name: "Close\u2026" }).click();
  await page.getByLabel("Reason").waitFor();
  equal(await state(), "unacknowledged", "after one press");
  await page.getByLabel("Reason").fill("drill is over");
  const last = page.getByRole("button", { name: "Close the alert" });
  await last.click();
  await page.locator("#signature-cancel").click();
  await page.locator("#signature").waitFor({ state: "hidden" });
  equal(await state(), "unacknowledged", "after nobody has signed");
  await last.click();
  await sign(page, "AB");
  await page.locator(".history", { hasText: "drill is over" }).waitFor();
  equal(await state(), "normal", "closed");
  await page.keyboard.press("Escape");
}

async function report(page, other) {
  await page.keyboard.press("n");
  await page.locator("#report-priority").selectOption("alarm");
  await page.locator("#report-note").fill(HOSTILE);
  await page.getByRole("button", { name: "Report", exact: true }).last().click();
  for (const one of [page, other])
    await one.locator("#alerts .alert.alarm .title", { hasText: "Officer report" }).waitFor();
  check(
    (await other.locator("#alerts .alert.alarm .brief").textContent()) === HOSTILE,
    "the list says what was reported",
  );
  // Who reports sees what he has reported, as text.
  await page.locator(".evidence .history", { hasText: HOSTILE }).waitFor();
  equal(await page.locator(".evidence .history img").count(), 0, "markup that came by a report");
  await shoot(page, "reported");

  // About a vessel that is chosen; one of an exercise belongs to it unless somebody says otherwise.
  await find(page, "TANKER");
  await page.keyboard.press("n");
  equal(await page.locator("#report-about option:checked").textContent(), "TANKER", "about whom");
  check(await page.locator("#report-exercise").isChecked(), "her report is part of the exercise");
  await page.locator("#report-cancel").click();
  await page.keyboard.press("Escape");
}

/** Enter at once: the first that is found, though the answer is still to come. */
async function find(page, name) {
  await page.keyboard.press("/");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
  await page.locator(".vessel h2", { hasText: name }).waitFor();
}

async function watchList(page, other) {
  for (const name of [HOSTILE_NAME, "FERRY"]) {
    await find(page, name);
    await page.getByRole("button", { name: "Put on the watch list" }).click();
    await page.getByRole("button", { name: "On the watch list" }).waitFor();
    await page.keyboard.press("Escape");
  }
  await page.locator("#watch-list-open").click();
  await page.locator(".watch-list .name", { hasText: "FERRY" }).waitFor();
  await page.locator(".watch-list .name", { hasText: HOSTILE_NAME }).waitFor();
  equal(await page.locator("body script").count(), 0, "scripts that came by a name");
  await shoot(page, "watch-list");
  await other.keyboard.press("w");
  const there = other.locator(".watch-list li", { hasText: "219000001" });
  await there.waitFor();
  check((await there.textContent()).includes("by AB"), "who put her there");
  // On another station she is taken off, and is off on all.
  await there.getByRole("button", { name: "Take off FERRY" }).click();
  await sign(other, "EF");
  await there.waitFor({ state: "detached" });
  await page.locator(".watch-list .name", { hasText: "FERRY" }).waitFor({ state: "detached" });
  // Whoever takes over reads of it.
  const handover = await page.context().newPage();
  await handover.goto(`${url}/handover`);
  await handover.locator("li", { hasText: "AB put on the watch list: mmsi:219000001" }).waitFor();
  await handover.locator("li", { hasText: "EF took off the watch list: mmsi:219000001" }).waitFor();
  await handover.locator("td", { hasText: HOSTILE_NAME }).first().waitFor();
  equal(await handover.locator("body script").count(), 0, "scripts that came by a name");
  await handover.close();
}
