import { expect, test } from "vitest";
import { ring } from "../geodesy";
import { read } from "./shape";

test("a circle becomes a place and a radius, as the area files have it", () => {
  const geometry = { type: "Polygon" as const, coordinates: [ring([50, 13], 4)] };
  const drawn = read({ geometry, properties: { mode: "circle" } });
  expect(drawn.geometry.type).toBe("Point");
  const [lon, lat] = drawn.geometry.type === "Point" ? drawn.geometry.coordinates : [];
  expect(lon).toBeCloseTo(50, 3);
  expect(lat).toBeCloseTo(13, 3);
  expect(drawn.radiusNm).toBeCloseTo(4, 1);
});

test("a line becomes a corridor, a polygon stays one", () => {
  const line = {
    type: "LineString" as const,
    coordinates: [
      [1, 2],
      [3, 4],
    ],
  };
  expect(read({ geometry: line, properties: { mode: "linestring" } }).radiusNm).toBe(1);
  const polygon = {
    type: "Polygon" as const,
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  };
  expect(read({ geometry: polygon, properties: { mode: "polygon" } })).toEqual({
    geometry: polygon,
    radiusNm: null,
  });
});
