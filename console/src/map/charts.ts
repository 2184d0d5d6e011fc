// Charts that the operator has put into a folder: PMTiles from this origin, above the coast and below
// everything of ours.
import { addProtocol, type LayerSpecification } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";
import { byId } from "../dom";
import { get } from "../wire/http";
import { say } from "../shell/notice";
import type { Console } from "../state";
import type { ChartMap, Ground } from "./map";
import type { MapTheme } from "./themes";

interface Charts {
  items: { name: string; bytes: number }[];
  problem: string | null;
}

export async function showCharts(map: ChartMap, store: Console): Promise<void> {
  const { items, problem } = await get<Charts>("/api/v1/charts").catch((): Charts => ({
    items: [],
    problem: null,
  }));
  if (problem) say(`The folder of charts cannot be read: ${problem}`);
  if (items.length === 0) return;
  const protocol = new Protocol();
  addProtocol("pmtiles", protocol.tile);
  const grounds: Ground[] = [];
  for (const { name } of items) {
    const url = `${location.origin}/api/v1/charts/${encodeURIComponent(name)}`;
    const chart = new PMTiles(url);
    try {
      grounds.push(await ground(chart, `chart-${name}`, url));
      protocol.add(chart);
    } catch (error) {
      say(`${name} is no chart: ${error instanceof Error ? error.message : "unreadable"}`);
    }
  }
  if (grounds.length === 0) return;
  byId("charts").hidden = false;
  store.watch(["charts"], ({ charts }) => {
    byId("charts").setAttribute("aria-pressed", String(charts));
    map.lay(charts ? grounds : []);
  });
}

async function ground(chart: PMTiles, id: string, url: string): Promise<Ground> {
  const { tileType, minZoom, maxZoom } = await chart.getHeader();
  const tiles = { url: `pmtiles://${url}`, minzoom: minZoom, maxzoom: maxZoom };
  if (tileType !== TileType.Mvt) {
    const layer: LayerSpecification = { id, type: "raster", source: id };
    return { id, source: { type: "raster", tileSize: 256, ...tiles }, layers: () => [layer] };
  }
  const known = (await chart.getMetadata()) as { vector_layers?: { id: string }[] } | undefined;
  const names = (known?.vector_layers ?? []).map((layer) => layer.id);
  return {
    id,
    source: { type: "vector", ...tiles },
    layers: (theme) => names.flatMap((name) => drawn(id, name, theme)),
  };
}

/** A chart brings no style: its shapes in the colours of our own coast. */
function drawn(source: string, name: string, theme: MapTheme): LayerSpecification[] {
  const common = { source, "source-layer": name };
  return [
    {
      id: `${source}-${name}-fill`,
      type: "fill",
      ...common,
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: { "fill-color": theme.land, "fill-opacity": 0.6 },
    },
    {
      id: `${source}-${name}-line`,
      type: "line",
      ...common,
      paint: { "line-color": theme.coast, "line-width": 1 },
    },
    {
      id: `${source}-${name}-point`,
      type: "circle",
      ...common,
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-color": theme.place, "circle-radius": 2 },
    },
  ];
}
