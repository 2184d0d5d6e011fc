// Drawing on the map with terra-draw: polygons, circles (a place and a radius), corridors (a line and
// half its width), and corners that can be moved afterwards.
import {
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawLineStringMode,
  TerraDrawPolygonMode,
  TerraDrawSelectMode,
  type GeoJSONStoreFeatures,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { distanceNm } from "../geodesy";
import type { ChartMap } from "../map/map";

export type Shape = "polygon" | "circle" | "corridor";

/** A geometry as the area files have it; a radius for circles and corridors. */
export interface Drawn {
  geometry: GeoJSON.Polygon | GeoJSON.Point | GeoJSON.LineString;
  radiusNm: number | null;
}

const MODES: Record<Shape, string> = {
  polygon: "polygon",
  circle: "circle",
  corridor: "linestring",
};
/** Half the width of a corridor until somebody says otherwise. */
const CORRIDOR_NM = 1;
const movable = {
  feature: { draggable: true, coordinates: { midpoints: true, draggable: true, deletable: true } },
};

export class ShapeTool {
  #draw: TerraDraw | null = null;

  constructor(
    private readonly map: ChartMap,
    private readonly told: (drawn: Drawn) => void,
  ) {}

  get busy(): boolean {
    return this.#draw !== null;
  }

  /** The next clicks draw a shape. */
  begin(shape: Shape): void {
    const draw = this.#start();
    draw.clear();
    draw.setMode(MODES[shape]);
    document.body.classList.add("drawing");
  }

  /** Puts a polygon or a line under the pointer, to move its corners. */
  edit(geometry: GeoJSON.Geometry): void {
    if (geometry.type !== "Polygon" && geometry.type !== "LineString") return;
    const draw = this.#start();
    const mode = geometry.type === "Polygon" ? "polygon" : "linestring";
    draw.clear();
    const added = draw.addFeatures([
      {
        type: "Feature",
        geometry: rounded(geometry),
        properties: { mode },
      } as GeoJSONStoreFeatures,
    ]);
    draw.setMode("select");
    const id = added[0]?.id;
    if (id !== undefined && added[0]?.valid) draw.selectFeature(id);
  }

  end(): void {
    this.#draw?.stop();
    this.#draw = null;
    document.body.classList.remove("drawing");
  }

  #start(): TerraDraw {
    if (this.#draw) return this.#draw;
    const adapter = new TerraDrawMapLibreGLAdapter({ map: this.map.view, coordinatePrecision: 6 });
    const draw = new TerraDraw({
      adapter,
      modes: [
        new TerraDrawPolygonMode(),
        new TerraDrawCircleMode(),
        new TerraDrawLineStringMode(),
        new TerraDrawSelectMode({ flags: { polygon: movable, linestring: movable } }),
      ],
    });
    draw.start();
    draw.on("finish", (id, { action }) => this.#finished(id, action));
    this.#draw = draw;
    return draw;
  }

  #finished(id: string | number, action: string): void {
    const draw = this.#draw;
    const feature = draw?.getSnapshotFeature(id);
    if (!draw || !feature) return;
    const drawn = read(feature);
    this.told(drawn);
    if (action !== "draw") return;
    document.body.classList.remove("drawing");
    if (drawn.geometry.type === "Point") {
      draw.clear();
      draw.setMode("select");
    } else {
      draw.setMode("select");
      draw.selectFeature(id);
    }
  }
}

/** What terra-draw has, as an area file would state it. */
export function read({
  geometry,
  properties,
}: Pick<GeoJSONStoreFeatures, "geometry" | "properties">): Drawn {
  if (geometry.type === "LineString") {
    return {
      geometry: { type: "LineString", coordinates: geometry.coordinates },
      radiusNm: CORRIDOR_NM,
    };
  }
  const ring = geometry.type === "Polygon" ? (geometry.coordinates[0] ?? []) : [];
  if (properties["mode"] !== "circle") {
    return { geometry: { type: "Polygon", coordinates: [ring] }, radiusNm: null };
  }
  const corners = ring.slice(0, -1);
  const mean = (at: 0 | 1) =>
    corners.reduce((sum, corner) => sum + (corner[at] ?? 0), 0) / corners.length;
  const centre: [number, number] = [round(mean(0)), round(mean(1))];
  const radius = Math.max(
    ...corners.map((corner) => distanceNm(centre, corner as [number, number])),
  );
  return {
    geometry: { type: "Point", coordinates: centre },
    radiusNm: Math.round(radius * 100) / 100,
  };
}

function rounded<G extends GeoJSON.Polygon | GeoJSON.LineString>(geometry: G): G {
  const turn = (value: unknown): unknown =>
    typeof value === "number" ? round(value) : (value as unknown[]).map(turn);
  return { ...geometry, coordinates: turn(geometry.coordinates) } as G;
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
