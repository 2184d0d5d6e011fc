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

export function widened({ geometry, properties }: WatchArea): GeoJSON.Geometry {
  const radius = properties.radius_nm;
  if (!radius) return geometry;
  if (geometry.type === "Point") {
    return {
      type: "Polygon",
      coordinates: [ring(geometry.coordinates as [number, number], radius)],
    };
  }
  if (geometry.type === "LineString") {
    return {
      type: "Polygon",
      coordinates: [corridor(geometry.coordinates as [number, number][], radius)],
    };
  }
  return geometry;
}

/** West, south, east and north of all that an area covers, and not of its corners alone. */
export function bounds(area: WatchArea): [number, number, number, number] | null {
  const outlines = polygons(widened(area)).map(([outline]) => unrolled(outline ?? []));
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
export function isWorld({ geometry }: WatchArea): boolean {
  if (geometry.type !== "Polygon") return false;
  const longitudes = (geometry.coordinates[0] ?? []).map((corner) => corner[0] ?? 0);
  return Math.max(...longitudes) - Math.min(...longitudes) > 350;
}
