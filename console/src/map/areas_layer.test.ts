import { expect, test } from "vitest";
import type { WatchArea } from "../wire/areas";
import { bounds, drawn } from "./areas_layer";

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

test("an area is drawn on the side of the earth that the daemon watches, with its holes", () => {
  const coordinates = [...rectangle(175, -175), ...rectangle(-179, 179)];
  const { geometry, properties } = drawn(area({ type: "Polygon", coordinates }));
  const [outline, hole] = (geometry as GeoJSON.Polygon).coordinates;
  expect(outline?.map(([lon]) => lon)).toEqual([175, 185, 185, 175, 175]);
  expect(hole?.map(([lon]) => lon)).toEqual([181, 179, 179, 181, 181]);
  expect(properties?.["world"]).toBe(false);
});

test("what covers everything has no edge, but a strip over the antimeridian and a pole have one", () => {
  const isWorld = (coordinates: number[][][]) =>
    drawn(area({ type: "Polygon", coordinates })).properties?.["world"] as boolean;
  expect(isWorld(rectangle(-180, 180))).toBe(true);
  expect(isWorld(rectangle(-180, 0, 180))).toBe(true);
  expect(isWorld(rectangle(178, -178))).toBe(false);
  expect(isWorld([[0, 120, -120, 0].map((lon) => [lon, 80])])).toBe(false);
});
