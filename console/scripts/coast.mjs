// Natural Earth's land and names (public domain, by way of world-atlas) to what the map draws:
// planar GeoJSON, cut at the antimeridian, at two resolutions.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { geoArea, geoCentroid, geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature, mesh } from "topojson-client";

const OUT = new URL("../generated/", import.meta.url);
// Degrees to degrees: the projection only cuts. d3 counts y downwards.
const CUT = geoEquirectangular()
  .scale(180 / Math.PI)
  .translate([0, 0])
  .precision(0);

await mkdir(OUT, { recursive: true });
await write("coast-50m.json", await land("50m", 3));
await write("coast-10m.json", await land("10m", 3));
await write("borders.json", await borders());
await write("places.json", await places());

async function atlas(name) {
  const url = new URL(`../node_modules/world-atlas/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(url, "utf8"));
}

async function land(resolution, decimals) {
  const topology = await atlas(`land-${resolution}`);
  const shapes = feature(topology, topology.objects.land).features.flatMap(polygons);
  // A ring wound the wrong way is the whole earth but for an islet: it would paint the sea as land.
  const islands = shapes.filter((shape) => geoArea(shape) < 2 * Math.PI);
  const cut = islands.map((shape) => planar(geoProject(shape, CUT), decimals)).filter(Boolean);
  const coordinates = cut.flatMap((shape) =>
    shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates,
  );
  return collection([{ type: "MultiPolygon", coordinates }]);
}

async function borders() {
  const topology = await atlas("countries-50m");
  const inner = mesh(topology, topology.objects.countries, (a, b) => a !== b);
  return collection([planar(geoProject(inner, CUT), 3)]);
}

async function places() {
  const topology = await atlas("countries-50m");
  const countries = feature(topology, topology.objects.countries).features;
  const features = countries.map((country) => {
    const largest = polygons(country).sort((a, b) => geoArea(b) - geoArea(a))[0];
    const coordinates = geoCentroid(largest).map((value) => round(value, 2));
    const size = Math.round(geoArea(largest) * 1e5);
    const geometry = { type: "Point", coordinates };
    return { type: "Feature", properties: { name: country.properties.name, size }, geometry };
  });
  return { type: "FeatureCollection", features };
}

function polygons({ geometry }) {
  if (geometry.type === "Polygon") return [geometry];
  return geometry.coordinates.map((coordinates) => ({ type: "Polygon", coordinates }));
}

function collection(geometries) {
  const features = geometries.map((geometry) => ({ type: "Feature", properties: {}, geometry }));
  return { type: "FeatureCollection", features };
}

function planar(geometry, decimals) {
  if (!geometry) return null;
  const turn = (value) =>
    typeof value[0] === "number"
      ? [round(value[0], decimals), round(-value[1], decimals)]
      : value.map(turn);
  return { type: geometry.type, coordinates: turn(geometry.coordinates) };
}

function round(value, decimals) {
  return Number(value.toFixed(decimals));
}

async function write(name, value) {
  await writeFile(new URL(name, OUT), JSON.stringify(value));
}
