import { expect, test } from "vitest";
import {
  bearing,
  destination,
  distanceNm,
  eastward,
  latitude,
  longitude,
  mercatorPerSecond,
  mercatorX,
  mercatorY,
  sineOf,
  stretch,
  unrolled,
} from "./geodesy";

test("a minute of latitude is a nautical mile within half a percent", () => {
  // 1 nm was one minute of arc of the meridian; the sphere of the IUGG makes it 1.0007 nm.
  expect(distanceNm([0, 50], [0, 50 + 1 / 60])).toBeCloseTo(1.0007, 3);
});

test("Lizard Point to Cape Race is what great-circle tables give", () => {
  // Worked by the haversine with R = 6371.0088 km: 49 57.5 N 5 12.1 W to 46 39.5 N 53 4.4 W.
  const lizard = [-5.2017, 49.9583] as const;
  const race = [-53.0733, 46.6583] as const;
  expect(distanceNm(lizard, race)).toBeGreaterThan(1880);
  expect(distanceNm(lizard, race)).toBeLessThan(1900);
  expect(bearing(lizard, race)).toBeGreaterThan(270);
});

test("the short way leads over the antimeridian", () => {
  expect(distanceNm([179.5, 0], [-179.5, 0])).toBeCloseTo(60.04, 1);
  expect(bearing([179.5, 0], [-179.5, 0])).toBeCloseTo(90, 6);
});

test("places on the plane are those of the Web Mercator, at its edge and in between", () => {
  // ln(tan(45 + 60/2 degrees)) = ln(2 + sqrt 3) = 1.3169578969248166 (EPSG 3857, spherical).
  expect(mercatorY(60)).toBeCloseTo(0.5 - 1.3169578969248166 / (2 * Math.PI), 12);
  expect(mercatorY(0)).toBe(0.5);
  expect(mercatorY(90)).toBeCloseTo(0, 7);
  expect(mercatorY(-90)).toBeCloseTo(1, 7);
});

test("a knot at 60 degrees is twice as much on the plane as at the equator", () => {
  const at = (lat: number) => mercatorPerSecond(1, sineOf(lat));
  expect(at(0) * 2 * Math.PI * 6_378_137).toBeCloseTo(1852 / 3600, 9);
  expect(at(60) / at(0)).toBeCloseTo(2, 9);
});

test("there and back on the plane", () => {
  expect(latitude(mercatorY(-33.3))).toBeCloseTo(-33.3, 9);
  expect(longitude(mercatorX(151.2))).toBeCloseTo(151.2, 9);
});

test("a destination lies as far away as one sailed", () => {
  expect(distanceNm([10, 60], destination([10, 60], 211, 12))).toBeCloseTo(12, 6);
});

test("what lies on both sides of the antimeridian is beside each other", () => {
  expect(eastward([-179, 178, -170])).toEqual([178, 181, 190]);
  expect(eastward([180, 170, -180, -170])).toEqual([170, 180, 180, 190]);
});

test("elsewhere longitudes stay as they are, also about Greenwich", () => {
  expect(eastward([10, -10, 3])).toEqual([-10, 3, 10]);
  expect(eastward([7])).toEqual([7]);
  expect(eastward([])).toEqual([]);
});

test.each([
  [
    "parts on both sides of the antimeridian",
    [
      [170, 180],
      [-180, -170],
    ],
    [170, 190],
  ],
  ["one that counts on past it", [[178, 182]], [178, 182]],
  ["one that counts on west of it", [[-190, -170]], [170, 190]],
  ["what covers more than the gap between its ends", [[-170, 170]], [-170, 170]],
  [
    "halves of the world",
    [
      [-180, 0],
      [0, 180],
    ],
    [-180, 180],
  ],
  [
    "the world and an island",
    [
      [-180, 180],
      [10, 11],
    ],
    [-180, 180],
  ],
  [
    "one part within another",
    [
      [-10, 100],
      [20, 30],
      [90, 120],
    ],
    [-10, 120],
  ],
  [
    "one over the antimeridian that covers one east of it",
    [
      [100, 240],
      [-160, -150],
    ],
    [100, 240],
  ],
] as [string, [number, number][], [number, number]][])("%s is one stretch", (_, parts, whole) => {
  expect(stretch(parts)).toEqual(whole);
});

test("a ring takes the short way from corner to corner, and a whole parallel as one", () => {
  const at = (...lons: number[]) => unrolled(lons.map((lon) => [lon, 5])).map(([lon]) => lon);
  expect(at(170, -170, -170, 170, 170)).toEqual([170, 190, 190, 170, 170]);
  expect(at(-80, 0, 120, 0, -80)).toEqual([-80, 0, 120, 0, -80]);
  expect(at(-180, 180, 180, -180, -180)).toEqual([-180, 180, 180, -180, -180]);
  expect(unrolled([[1, 2]])).toEqual([[1, 2]]);
});
