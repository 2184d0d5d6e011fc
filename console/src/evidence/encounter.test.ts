import { expect, test } from "vitest";
import type { EvidencePosition } from "../wire/alert";
import { closest, course, sailings } from "./encounter";

const report = (
  contact: string,
  second: number,
  lon: number,
  lat: number,
  sog: number,
  cog: number,
): EvidencePosition => ({
  contact,
  time: new Date(1_800_000_000_000 + second * 1000).toISOString(),
  position: { type: "Point", coordinates: [lon, lat] },
  sog,
  cog,
});

// At the equator a minute of arc is a mile. She lies still; he comes from 2 miles west at 30 kn and
// will pass half a mile south of her: 4 minutes, by the definition of a knot.
const still = [0, 60].map((second) => report("she", second, 0, 0, 0, 0));
const comer = [0, 60].map((second) =>
  report("he", second, (-2 + second / 120) / 60, -0.5 / 60, 30, 90),
);

test("they come closest where pencil and paper say", () => {
  const [she, he] = sailings([...still, ...comer]);
  const found = she && he ? closest([she, he]) : null;
  expect(found?.rangeNm).toBeCloseTo(0.5, 2);
  expect(found?.seconds).toBeGreaterThan(178);
  expect(found?.seconds).toBeLessThan(182);
});

test("range and closing speed follow the reports", () => {
  const [she, he] = sailings([...still, ...comer]);
  const seen = she && he ? course([she, he]) : null;
  expect(seen?.rangeNm[0]).toBeCloseTo(Math.hypot(2, 0.5), 2);
  expect(seen?.rangeNm[1]).toBeCloseTo(Math.hypot(1.5, 0.5), 2);
  expect(seen?.closingKn[0]).toBeNull();
  expect(seen?.closingKn[1]).toBeCloseTo((Math.hypot(2, 0.5) - Math.hypot(1.5, 0.5)) * 60, 0);
});

test("who parts has no closest point ahead", () => {
  const [a, b] = sailings([report("a", 0, 0, 0, 10, 270), report("b", 0, 0.1, 0, 10, 90)]);
  expect(a && b ? closest([a, b]) : null).toBeNull();
});
