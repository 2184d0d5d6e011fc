import { expect, test } from "vitest";
import { fieldOf, spanAround, utcOf } from "./span";

const HOUR = 3_600_000;

test("the slider spans the last six hours, or six hours round any time before", () => {
  const now = Date.UTC(2026, 0, 31, 12);
  expect(spanAround(now - HOUR, now)).toEqual([now - 6 * HOUR, now]);
  expect(spanAround(now, now)).toEqual([now - 6 * HOUR, now]);
  const lastYear = Date.UTC(2025, 0, 31, 12);
  expect(spanAround(lastYear, now)).toEqual([lastYear - 3 * HOUR, lastYear + 3 * HOUR]);
  // Just beyond the six hours: no part of it is in the future.
  expect(spanAround(now - 7 * HOUR, now)[1]).toBeLessThan(now);
});

test("what is written into the field is UTC, whatever the clock of the machine says", () => {
  expect(utcOf("2026-01-31T12:00")).toBe(Date.UTC(2026, 0, 31, 12));
  expect(utcOf("")).toBeNull();
  expect(fieldOf(Date.UTC(2026, 0, 31, 12, 5, 59))).toBe("2026-01-31T12:05");
});
