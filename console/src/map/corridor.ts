// The outline of a line with a width: one side there, the other side back, round at both ends.
import { bearing, destination, type LonLat } from "../geodesy";

export function corridor(line: LonLat[], radiusNm: number): [number, number][] {
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last || line.length < 2) return [];
  const there = side(line, radiusNm);
  const back = side([...line].reverse(), radiusNm);
  const outline = [...there, ...back];
  const start = outline[0];
  return start ? [...outline, start] : [];
}

/** The right side of a line, with half a circle about its end. */
function side(line: LonLat[], radiusNm: number): [number, number][] {
  const out: [number, number][] = [];
  line.forEach((place, n) => {
    const before = line[n - 1];
    const after = line[n + 1];
    const from = before ? bearing(before, place) : after ? bearing(place, after) : 0;
    const to = after ? bearing(place, after) : from;
    const turn = ((to - from + 540) % 360) - 180;
    // Inside a bend the two sides meet, outside they are joined by an arc.
    if (turn > 0)
      out.push(
        destination(place, from + turn / 2 + 90, radiusNm / Math.cos((turn * Math.PI) / 360)),
      );
    else
      for (let step = 0; step <= 4; step += 1)
        out.push(destination(place, from + (turn * step) / 4 + 90, radiusNm));
    if (!after)
      for (let step = 1; step < 12; step += 1)
        out.push(destination(place, from + 90 - step * 15, radiusNm));
  });
  return out;
}
