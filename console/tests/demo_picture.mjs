// docs/demo.png anew: the console on `picket demo`, with an approach chosen that has escalated.
// Asks for the path of a built picket.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { openBrowser } from "./stage.mjs";

const [picket, file] = process.argv.slice(2);
const demo = spawn(picket, ["demo", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
try {
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(150_000);
  await page.goto(await address());
  await page.locator("#alerts .alert .standing", { hasText: "escalated" }).first().waitFor();
  await page.locator("#alerts .alert .title").first().click();
  await page.locator(".evidence .history").waitFor();
  await page.waitForTimeout(12_000);
  await page.locator("h2#alerts-title").click();
  await page.screenshot({ path: file });
  await browser.close();
} finally {
  demo.kill();
}

async function address() {
  for await (const line of createInterface({ input: demo.stdout })) {
    const found = /http:\/\/\S+/.exec(line);
    if (found) return found[0];
  }
  throw new Error("the demo does not say where it is");
}
