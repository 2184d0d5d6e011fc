// Watch areas on the map.
import { ring, stretch, unrolled } from "../geodesy";
import type { Console } from "../state";
import type { WatchArea } from "../wire/areas";
import { corridor } from "./corridor";
import type { ChartMap } from "./map";

export function showAreas(map: ChartMap, store: Console): void {
  store.watch(["areas", "draft"], ({ areas, draft }) => {
    const others = areas.filter(({ properties }) => properties.id !== draft?.id);
    map.fill("areas", [...others, ...(draft?.area ? [draft.area] : [])].map(drawn));
  });
}

/** As drawn: circles and corridors with their width, and what is written on the edge. */
export function drawn(area: WatchArea): GeoJSON.Feature {
  const { name, kind, security_level } = area.properties;
  const level = security_level > 1 ? `, level ${String(security_level)}` : "";
  const properties = {
    ...area.properties,
    title: `${name} (${kind}${level})`,
    world: isWorld(area),
  };
  return { type: "Feature", properties, geometry: widened(area) };
}

/** As the daemon takes it: a circle or a corridor with its width, outlines without jumps. */
function widened({ geometry, properties }: WatchArea): GeoJSON.Geometry {
  const radius = properties.radius_nm;
  switch (geometry.type) {
    case "Point":
      if (!radius) return geometry;
      return polygon([ring(geometry.coordinates as [number, number], radius)]);
    case "LineString":
      if (!radius) return geometry;
      return polygon([corridor(geometry.coordinates as [number, number][], radius)]);
    case "Polygon":
      return polygon(geometry.coordinates);
    case "MultiPolygon":
      return { ...geometry, coordinates: geometry.coordinates.map(aligned) };
    default:
      return geometry;
  }
}

function polygon(rings: number[][][]): GeoJSON.Polygon {
  return { type: "Polygon", coordinates: aligned(rings) };
}

/** Rings without jumps, the holes in the turn of the earth that their outline is in. */
function aligned(rings: number[][][]): number[][][] {
  const whole = rings.map(unrolled);
  const [low] = reach(whole[0] ?? []);
  return whole.map((one) => {
    const turns = Math.ceil((low - reach(one)[0]) / 360) * 360;
    return one.map(([lon = 0, ...more]) => [lon + turns, ...more]);
  });
}

/** West, south, east and north of all that an area covers, and not of its corners alone. */
export function bounds(area: WatchArea): [number, number, number, number] | null {
  const outlines = polygons(widened(area)).map(([outline]) => outline ?? []);
  const corners = outlines.flat();
  if (corners.length === 0) return null;
  const [west, east] = stretch(outlines.filter(({ length }) => length > 0).map(reach));
  const lats = corners.map(([, lat]) => lat ?? 0);
  return [west, Math.min(...lats), east, Math.max(...lats)];
}

function polygons(geometry: GeoJSON.Geometry): number[][][][] {
  if (geometry.type === "Polygon") return [geometry.coordinates];
  return geometry.type === "MultiPolygon" ? geometry.coordinates : [];
}

function reach(outline: number[][]): [number, number] {
  const lons = outline.map(([lon]) => lon ?? 0);
  return [Math.min(...lons), Math.max(...lons)];
}

/** An area over everything has no edge that one could draw. */
function isWorld({ geometry }: WatchArea): boolean {
  if (geometry.type !== "Polygon") return false;
  const outline = unrolled(geometry.coordinates[0] ?? []);
  // One about a pole does not come back to the longitude that it began at.
  if (outline[0]?.[0] !== outline.at(-1)?.[0]) return false;
  const [west, east] = reach(outline);
  return east - west > 350;
}
