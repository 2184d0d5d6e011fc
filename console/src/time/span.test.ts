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
  const now = Date.UTC(2026, 0, 31, 12, 30);
  expect(utcOf("2026-01-30 14:05", now)).toBe(Date.UTC(2026, 0, 30, 14, 5));
  expect(utcOf("2026-01-30T14:05", now)).toBe(Date.UTC(2026, 0, 30, 14, 5));
  // A time alone is the last that was: of today, else of yesterday.
  expect(utcOf(" 12:30 ", now)).toBe(now);
  expect(utcOf("12:31", now)).toBe(Date.UTC(2026, 0, 30, 12, 31));
  expect(fieldOf(Date.UTC(2026, 0, 31, 12, 5, 59))).toBe("2026-01-31 12:05");
});

test.each(["", "yesterday", "01/31/2026 12:00", "2026-13-31 12:00", "25:00", "2026-01-31"])(
  "%j is no time",
  (text) => expect(utcOf(text, Date.UTC(2026, 0, 31, 12))).toBeNull(),
);
