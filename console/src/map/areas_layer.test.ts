import { expect, test } from "vitest";
import type { WatchArea } from "../wire/areas";
import { bounds } from "./areas_layer";

const area = (geometry: GeoJSON.Geometry, more: object = {}) =>
  ({ type: "Feature", geometry, properties: { id: "a", ...more } }) as unknown as WatchArea;

/** A rectangle from 10 S to 10 N with a corner at each of these longitudes. */
const rectangle = (...lons: number[]) => {
  const south = lons.map((lon) => [lon, -10]);
  const north = lons.map((lon) => [lon, 10]).reverse();
  return [[...south, ...north, [lons[0] ?? 0, -10]]];
};

test("a wide area is shown whole, and not the gap that it covers", () => {
  const wide = area({ type: "Polygon", coordinates: rectangle(-170, 0, 170) });
  expect(bounds(wide)).toEqual([-170, -10, 170, 10]);
  const wider = area({ type: "Polygon", coordinates: rectangle(-80, 20, 120) });
  expect(bounds(wider)).toEqual([-80, -10, 120, 10]);
});

test("an edge of more than half the earth leads over the antimeridian, as the daemon takes it", () => {
  const strip = area({ type: "Polygon", coordinates: rectangle(170, -170) });
  expect(bounds(strip)).toEqual([170, -10, 190, 10]);
});

test("two parts on each side of the antimeridian are shown together, two halves as the world", () => {
  const coordinates = [rectangle(170, 180), rectangle(-180, -170)];
  expect(bounds(area({ type: "MultiPolygon", coordinates }))).toEqual([170, -10, 190, 10]);
  const halves = [rectangle(-180, -90, 0), rectangle(0, 90, 180)];
  expect(bounds(area({ type: "MultiPolygon", coordinates: halves }))).toEqual([-180, -10, 180, 10]);
  const world = area({ type: "Polygon", coordinates: rectangle(-180, 180) });
  expect(bounds(world)).toEqual([-180, -10, 180, 10]);
});

test.each([
  ["circle", { type: "Point", coordinates: [180, 0] }],
  [
    "corridor",
    {
      type: "LineString",
      coordinates: [
        [179, 0],
        [-179, 0],
      ],
    },
  ],
] as [string, GeoJSON.Geometry][])("a %s about the antimeridian is not torn", (_, geometry) => {
  const [west = 0, , east = 0] = bounds(area(geometry, { radius_nm: 60 })) ?? [];
  expect(west).toBeGreaterThan(177.9);
  expect(east).toBeLessThan(182.1);
  expect(east - west).toBeGreaterThan(1.9);
});

test("an area without a place is shown nowhere", () => {
  expect(bounds(area({ type: "MultiPolygon", coordinates: [] }))).toBeNull();
});
