// The evidence drawn on the map: the ways of those who take part, and where they come closest.
import type { Alert } from "../wire/alert";
import { closest, pair, type Sailing } from "./encounter";

export function drawEvidence(alert: Alert, all: Sailing[]): GeoJSON.Feature[] {
  const features = all.flatMap(({ points }) => {
    const way = points.map(({ position }) => position.coordinates);
    return way.length > 1 ? [line(unwound(way), { part: "track" })] : [];
  });
  const two = pair(alert, all);
  const near = two && closest(two);
  if (near) {
    const [a, b] = near.at;
    const text = `CPA ${near.rangeNm.toFixed(2)} nm in ${String(Math.round(near.seconds))} s`;
    features.push(
      line(unwound([[...near.from[0]], a]), { part: "ahead" }),
      line(unwound([[...near.from[1]], b]), { part: "ahead" }),
      line(unwound([a, b]), { part: "cpa" }),
      point(a, {}),
      point(b, { text }),
    );
  }
  return features;
}

/** Longitudes that go on past 180, so that no line runs around the world. */
export function unwound(way: number[][]): number[][] {
  let last: number | null = null;
  return way.map(([lon = 0, lat = 0]) => {
    const near: number = last === null ? lon : last + ((((lon - last) % 360) + 540) % 360) - 180;
    last = near;
    return [near, lat];
  });
}

function line(coordinates: number[][], properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "LineString", coordinates } };
}

function point(coordinates: number[], properties: Record<string, unknown>): GeoJSON.Feature {
  return { type: "Feature", properties, geometry: { type: "Point", coordinates } };
}
