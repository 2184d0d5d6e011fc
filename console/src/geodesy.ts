// Distances and bearings on the sphere, and the plane of the map (Web Mercator, 0 to 1).

export type LonLat = readonly [number, number];

const RADIANS = Math.PI / 180;
/** Mean radius of the earth, IUGG. */
const EARTH_RADIUS_M = 6_371_008.8;
export const METRES_PER_NM = 1852;
/** Circumference that Web Mercator divides by. */
const MERCATOR_M = 2 * Math.PI * 6_378_137;
export const METRES_PER_SECOND_PER_KNOT = METRES_PER_NM / 3600;

export function distanceNm([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const dLat = (lat2 - lat1) * RADIANS;
  const dLon = (lon2 - lon1) * RADIANS;
  const a =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * Math.sin(dLon / 2) ** 2;
  return (2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(a)))) / METRES_PER_NM;
}

/** Initial course from one place to another, degrees. */
export function bearing([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  const dLon = (lon2 - lon1) * RADIANS;
  const y = Math.sin(dLon) * Math.cos(lat2 * RADIANS);
  const x =
    Math.cos(lat1 * RADIANS) * Math.sin(lat2 * RADIANS) -
    Math.sin(lat1 * RADIANS) * Math.cos(lat2 * RADIANS) * Math.cos(dLon);
  return (Math.atan2(y, x) / RADIANS + 360) % 360;
}

/** Where one comes to on a course after a distance. */
export function destination([lon, lat]: LonLat, course: number, nm: number): [number, number] {
  const d = (nm * METRES_PER_NM) / EARTH_RADIUS_M;
  const [phi, theta] = [lat * RADIANS, course * RADIANS];
  const phi2 = Math.asin(
    Math.sin(phi) * Math.cos(d) + Math.cos(phi) * Math.sin(d) * Math.cos(theta),
  );
  const y = Math.sin(theta) * Math.sin(d) * Math.cos(phi);
  const x = Math.cos(d) - Math.sin(phi) * Math.sin(phi2);
  return [lon + Math.atan2(y, x) / RADIANS, phi2 / RADIANS];
}

/** A circle about a place as a closed ring, counter-clockwise. */
export function ring(centre: LonLat, nm: number, points = 64): [number, number][] {
  const corners = Array.from({ length: points }, (_, n) =>
    destination(centre, 360 - (n * 360) / points, nm),
  );
  const first = corners[0];
  return first ? [...corners, first] : [];
}

/** Longitudes from west to east, beyond the widest gap between them: over the antimeridian they count
 * on past 180. */
export function eastward(longitudes: number[]): number[] {
  const sorted = longitudes.toSorted((a, b) => a - b);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  let [widest, from] = [first + 360 - last, 0];
  sorted.forEach((lon, n) => {
    const gap = lon - (sorted[n - 1] ?? lon);
    if (gap > widest) [widest, from] = [gap, n];
  });
  return [...sorted.slice(from), ...sorted.slice(0, from).map((lon) => lon + 360)];
}

/** A ring without jumps, as the daemon takes it: from corner to corner the short way round, but along
 * a whole parallel where a step is one. */
export function unrolled(corners: number[][]): number[][] {
  let shift = 0;
  return corners.map(([lon = 0, ...more], n) => {
    const step = lon - (corners[n - 1]?.[0] ?? lon);
    if (Math.abs(step) > 180 && Math.abs(step) < 360) shift -= Math.sign(step) * 360;
    return [lon + shift, ...more];
  });
}

/** The shortest stretch of longitudes, west and east, that holds all of these; over the antimeridian
 * it counts on past 180. */
export function stretch(parts: (readonly [number, number])[]): [number, number] {
  const sorted = parts
    .map(([west, east]) => {
      const turns = Math.floor((west + 180) / 360) * 360;
      return [west - turns, east - turns] as const;
    })
    .sort(([one], [other]) => one - other);
  let reached = Math.max(...sorted.map(([, east]) => east)) - 360;
  let [widest, from] = [0, -180];
  for (const [west, east] of sorted) {
    if (west - reached > widest) [widest, from] = [west - reached, west];
    reached = Math.max(reached, east);
  }
  return [from, from + 360 - widest];
}

export function mercatorX(lon: number): number {
  return (lon + 180) / 360;
}

export function mercatorY(lat: number): number {
  return northing(sineOf(lat));
}

/** Of a latitude, bounded where the plane of the map ends. */
export function sineOf(lat: number): number {
  return Math.sin(Math.max(-85.051129, Math.min(85.051129, lat)) * RADIANS);
}

/** On the plane of the map, of the sine of a latitude: one logarithm instead of a tangent and one. */
export function northing(sine: number): number {
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

export function longitude(x: number): number {
  return x * 360 - 180;
}

export function latitude(y: number): number {
  return (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / RADIANS;
}

/** How far one comes on the plane in a second at a speed, at a latitude. */
export function mercatorPerSecond(knots: number, sine: number): number {
  return (knots * METRES_PER_SECOND_PER_KNOT) / (MERCATOR_M * Math.sqrt(1 - sine * sine));
}

/** A sailing that goes on as it is, at another time. */
export function extrapolate(
  from: LonLat,
  sog: number | null,
  cog: number | null,
  seconds: number,
): [number, number] {
  if (!sog || cog === null) return [from[0], from[1]];
  return destination(from, cog, (sog * seconds) / 3600);
}
