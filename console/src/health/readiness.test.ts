import { expect, test } from "vitest";
import { isDeaf, nothingMeans, warning, type Readiness } from "./readiness";

const feed = (name: string, silent: boolean) => ({
  name,
  silent,
  connected: true,
  last_message: "2026-01-01T00:00:00.000Z",
  age_seconds: 1,
  problem: null,
});
const readiness = (...silent: boolean[]): Readiness => ({
  status: silent.some(Boolean) ? "degraded" : "ready",
  time: "2026-01-01T00:00:00.000Z",
  silent: silent.flatMap((one, n) => (one ? [`feed-${String(n)}`] : [])),
  feeds: silent.map((one, n) => feed(`feed-${String(n)}`, one)),
  store: { status: "writing", problem: null },
});
const known = { answered: true, alertLine: true, liveLine: true, gap: null, alertsKnown: true };

test.each([
  [{ ...known, readiness: readiness(false, false) }, null, false],
  [{ ...known, readiness: readiness(true, false) }, "SILENT: feed-0", false],
  [{ ...known, readiness: readiness(true, true) }, "ALL FEEDS ARE SILENT", true],
  [{ ...known, answered: false, readiness: readiness(false) }, "NO ANSWER", true],
  [{ ...known, alertLine: false, readiness: readiness(false) }, "The alert stream", true],
  [{ ...known, readiness: readiness() }, "No feed is configured", true],
])("a silent receiver does not look like a quiet sea (%#)", (state, text, deaf) => {
  expect(isDeaf(state)).toBe(deaf);
  if (text === null) expect(warning(state, null)).toBeNull();
  else expect(warning(state, null)).toContain(text);
  expect(nothingMeans(state).includes("not a quiet sea")).toBe(deaf);
});

test("a replay that misses alerts says so where it misses them", () => {
  const mode = { kind: "replay", from: 0, to: 9e6, at: 4e6, rate: 1, playing: true } as const;
  const all = { ...known, readiness: readiness(false), mode, pastAlertsEnd: 3.6e6 };
  expect(warning(all, null)).toContain("after 01:00:00 UTC are not shown");
  expect(warning({ ...all, pastAlertsEnd: 5e6 }, null)).toBeNull();
  expect(warning({ ...all, pastAlertsEnd: null }, null)).toBeNull();
});
