import { expect, test } from "vitest";
import { placeIn } from "./place";

test.each([
  ["13.8667, 50.3333", [50.3333, 13.8667]],
  ["-10.95 141.4", [141.4, -10.95]],
  ["13 52.002N 50 19.998E", [50.3333, 13.8667]],
  ["13°52'00\"N 050°20'00\"W", [-(50 + 1 / 3), 13 + 52 / 60]],
  ["33.5S 151.2E", [151.2, -33.5]],
])("%s is a place", (text, place) => {
  const found = placeIn(text);
  expect(found?.[0]).toBeCloseTo(place[0] ?? 0, 4);
  expect(found?.[1]).toBeCloseTo(place[1] ?? 0, 4);
});

test.each(["219000001", "MAERSK", "12 34", "95.0, 10.0", "10.0, 190.0", ""])(
  "%j is none",
  (text) => {
    expect(placeIn(text)).toBeNull();
  },
);
