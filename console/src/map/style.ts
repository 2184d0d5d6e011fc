// The map's style, from this origin alone: coast, borders, grid, names, and places for what moves.
import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import bordersUrl from "../../generated/borders.json?url";
import coarseUrl from "../../generated/coast-50m.json?url";
import placesUrl from "../../generated/places.json?url";
import type { MapTheme } from "./themes";

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
export const FONT = ["sans-serif"];

/** From here on the finer coast is fetched and drawn. */
export const FINE_COAST_ZOOM = 5.2;

/** Sources that the console fills, in the order in which they are drawn. */
export const LIVE_SOURCES = [
  "coverage",
  "areas",
  "aggregates",
  "track",
  "evidence",
  "ruler",
] as const;

export function style(theme: MapTheme): StyleSpecification {
  const file = (data: string) => ({ type: "geojson" as const, data });
  const live = Object.fromEntries(
    LIVE_SOURCES.map((name) => [name, { type: "geojson" as const, data: EMPTY }]),
  );
  return {
    version: 8,
    sources: {
      coarse: file(coarseUrl),
      fine: { type: "geojson", data: EMPTY },
      borders: file(bordersUrl),
      places: file(placesUrl),
      grid: { type: "geojson", data: grid() },
      ...live,
    },
    layers: [...ground(theme), ...coverage(), ...areas(theme), ...marks(theme)],
  };
}

function ground(theme: MapTheme): LayerSpecification[] {
  const land = (source: string, range: object): LayerSpecification[] => [
    {
      id: `land-${source}`,
      type: "fill",
      source,
      ...range,
      paint: { "fill-color": theme.land, "fill-antialias": false },
    },
    {
      id: `coast-${source}`,
      type: "line",
      source,
      ...range,
      paint: { "line-color": theme.coast, "line-width": 1 },
    },
  ];
  return [
    { id: "sea", type: "background", paint: { "background-color": theme.sea } },
    {
      id: "grid",
      type: "line",
      source: "grid",
      paint: { "line-color": theme.grid, "line-width": 1 },
    },
    ...land("coarse", { maxzoom: FINE_COAST_ZOOM + 0.6 }),
    ...land("fine", { minzoom: FINE_COAST_ZOOM }),
    {
      id: "borders",
      type: "line",
      source: "borders",
      paint: { "line-color": theme.border, "line-width": 1 },
    },
    {
      id: "places",
      type: "symbol",
      source: "places",
      maxzoom: 8,
      filter: [">=", ["get", "size"], ["step", ["zoom"], 800, 3, 200, 4, 30, 5, 0]],
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": 11,
        "text-letter-spacing": 0.08,
        "symbol-sort-key": ["-", 0, ["get", "size"]],
      },
      paint: { "text-color": theme.place, "text-halo-color": theme.land, "text-halo-width": 1 },
    },
  ];
}

function coverage(): LayerSpecification[] {
  return [
    {
      id: "coverage",
      type: "fill",
      source: "coverage",
      paint: {
        "fill-color": "#3f9bd1",
        "fill-opacity": [
          "interpolate",
          ["linear"],
          ["coalesce", ["get", "count"], 0],
          0,
          0.05,
          50,
          0.16,
          1000,
          0.3,
        ],
        "fill-antialias": false,
      },
    },
  ];
}

/** What an area is for, by colour; a security level by the width of its edge; dashes where passage is advised. */
const AREA_COLOUR = [
  "match",
  ["get", "kind"],
  "high-risk-area",
  "#ff6f61",
  "restricted",
  "#ff9f40",
  "port-facility",
  "#7db2ff",
  "anchorage",
  "#57c9c0",
  "traffic-lane",
  "#b58cff",
  "fishing-ground",
  "#ff9ecb",
  "service-route",
  "#8fd06f",
  "advised-clear",
  "#ffd84d",
  "#7f9db5",
];

function areas(theme: MapTheme): LayerSpecification[] {
  const colour = theme.sea === "#0a0202" ? theme.coast : AREA_COLOUR;
  const whole = ["get", "world"] as never;
  return [
    {
      id: "areas-fill",
      type: "fill",
      source: "areas",
      filter: ["!", whole],
      paint: { "fill-color": colour as never, "fill-opacity": 0.07 },
    },
    {
      id: "areas-edge",
      type: "line",
      source: "areas",
      filter: ["!", whole],
      paint: {
        "line-color": colour as never,
        "line-width": ["match", ["get", "security_level"], 3, 3.5, 2, 2.4, 1.3],
        "line-opacity": 0.85,
      },
    },
    {
      id: "areas-name",
      type: "symbol",
      source: "areas",
      filter: ["!", whole],
      minzoom: 4,
      layout: {
        "symbol-placement": "line",
        "text-field": ["get", "title"],
        "text-font": FONT,
        "text-size": 11,
        "text-offset": [0, 0.9],
        "symbol-spacing": 600,
      },
      paint: {
        "text-color": colour as never,
        "text-halo-color": theme.halo,
        "text-halo-width": 1.2,
      },
    },
  ];
}

function marks(theme: MapTheme): LayerSpecification[] {
  return [
    {
      id: "aggregates",
      type: "circle",
      source: "aggregates",
      paint: {
        "circle-color": theme.kinds.other,
        "circle-opacity": 0.35,
        "circle-stroke-color": theme.kinds.other,
        "circle-stroke-width": 1,
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["sqrt", ["get", "vessels"]],
          1,
          4,
          10,
          10,
          60,
          26,
        ],
      },
    },
    {
      id: "aggregate-count",
      type: "symbol",
      source: "aggregates",
      filter: [">=", ["get", "vessels"], 10],
      layout: {
        "text-field": ["to-string", ["get", "vessels"]],
        "text-font": FONT,
        "text-size": 11,
      },
      paint: { "text-color": theme.label, "text-halo-color": theme.halo, "text-halo-width": 1 },
    },
    {
      id: "track",
      type: "line",
      source: "track",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": theme.chosen, "line-width": 1.6, "line-opacity": 0.75 },
    },
    {
      id: "evidence-line",
      type: "line",
      source: "evidence",
      filter: ["==", ["geometry-type"], "LineString"],
      paint: {
        "line-color": theme.alert,
        "line-width": ["match", ["get", "part"], "cpa", 2, 1.4],
        "line-dasharray": [
          "match",
          ["get", "part"],
          "track",
          ["literal", [1, 0]],
          ["literal", [3, 2]],
        ],
        "line-opacity": 0.9,
      },
    },
    {
      id: "evidence-point",
      type: "circle",
      source: "evidence",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": 4,
        "circle-color": theme.sea,
        "circle-stroke-color": theme.alert,
        "circle-stroke-width": 1.6,
      },
    },
    {
      id: "ruler",
      type: "line",
      source: "ruler",
      filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": theme.chosen, "line-width": 1.4, "line-dasharray": [2, 2] },
    },
    {
      id: "ruler-text",
      type: "symbol",
      source: "ruler",
      filter: ["has", "text"],
      layout: {
        "text-field": ["get", "text"],
        "text-font": FONT,
        "text-size": 13,
        "text-offset": [0, -1],
        "text-max-width": 30,
        "text-allow-overlap": true,
      },
      paint: { "text-color": theme.chosen, "text-halo-color": theme.halo, "text-halo-width": 2 },
    },
  ];
}

/** Meridians and parallels every ten degrees. */
function grid(): GeoJSON.FeatureCollection {
  const line = (coordinates: number[][]): GeoJSON.Feature => ({
    type: "Feature",
    properties: {},
    geometry: { type: "LineString", coordinates },
  });
  const features: GeoJSON.Feature[] = [];
  for (let lon = -180; lon <= 180; lon += 10)
    features.push(
      line([
        [lon, -85],
        [lon, 85],
      ]),
    );
  for (let lat = -80; lat <= 80; lat += 10)
    features.push(
      line([
        [-180, lat],
        [180, lat],
      ]),
    );
  return { type: "FeatureCollection", features };
}
