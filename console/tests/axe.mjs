// What axe finds against WCAG AA in a page as it stands.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check } from "./stage.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function read(page, state) {
  await page.evaluate(axe);
  const found = await page.evaluate((tags) => window.axe.run({ runOnly: tags }), RULES);
  const lines = found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
  check(lines.length === 0, `${state}:\n${lines.join("\n")}`);
}
