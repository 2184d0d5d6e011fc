// Two sailings beside each other: range and closing speed over time, and where they come closest.
import { distanceNm, extrapolate, type LonLat } from "../geodesy";
import type { Alert, EvidencePosition } from "../wire/alert";

export interface Sailing {
  contact: string;
  points: EvidencePosition[];
}

/** Positions by contact, each once, in order of time. */
export function sailings(positions: EvidencePosition[]): Sailing[] {
  const by = new Map<string, Map<string, EvidencePosition>>();
  for (const one of positions) {
    const points = by.get(one.contact) ?? new Map<string, EvidencePosition>();
    by.set(one.contact, points.set(one.time, one));
  }
  return [...by].map(([contact, points]) => ({
    contact,
    points: [...points.values()].sort((a, b) => a.time.localeCompare(b.time)),
  }));
}

/** The two whom the evidence is about: the target, if there is one, and who comes to her. */
export function pair(alert: Alert, all: Sailing[]): [Sailing, Sailing] | null {
  const order = alert.participants.map(({ contact }) => contact);
  const taking = all
    .filter(({ contact }) => order.includes(contact))
    .sort((a, b) => order.indexOf(a.contact) - order.indexOf(b.contact));
  const [one, other] = taking;
  return one && other ? [one, other] : null;
}

export interface Course {
  /** Seconds since 1970. */
  times: number[];
  rangeNm: number[];
  /** Knots, positive while they close; null where there is nothing to compare with. */
  closingKn: (number | null)[];
}

/** Range and its change at each report of either, while both are known. */
export function course([one, other]: [Sailing, Sailing]): Course {
  const times = [
    ...new Set([...one.points, ...other.points].map(({ time }) => Date.parse(time))),
  ].sort((a, b) => a - b);
  const out: Course = { times: [], rangeNm: [], closingKn: [] };
  for (const time of times) {
    const [a, b] = [placeAt(one, time), placeAt(other, time)];
    if (!a || !b) continue;
    out.times.push(time / 1000);
    out.rangeNm.push(distanceNm(a, b));
  }
  out.closingKn = out.times.map((_, n) => closing(out, n));
  return out;
}

/** Over the last half minute, so that a metre of noise is no knot. */
const CLOSING_SECONDS = 30;

function closing({ times, rangeNm }: Course, n: number): number | null {
  const [time, range] = [times[n] ?? 0, rangeNm[n] ?? 0];
  let from = n;
  while (from > 0 && time - (times[from] ?? 0) < CLOSING_SECONDS) from -= 1;
  const seconds = time - (times[from] ?? 0);
  if (seconds < CLOSING_SECONDS / 3) return null;
  return (((rangeNm[from] ?? 0) - range) / seconds) * 3600;
}

/** Between two reports on the straight line, never beyond them. */
function placeAt({ points }: Sailing, time: number): LonLat | null {
  const next = points.findIndex((point) => Date.parse(point.time) >= time);
  const after = points[next];
  if (!after) return null;
  const there = after.position.coordinates as [number, number];
  const before = points[next - 1];
  if (!before) return Date.parse(after.time) === time ? there : null;
  const [t0, t1] = [Date.parse(before.time), Date.parse(after.time)];
  const part = t1 === t0 ? 1 : (time - t0) / (t1 - t0);
  const here = before.position.coordinates as [number, number];
  const turn = ((there[0] - here[0] + 540) % 360) - 180;
  return [here[0] + turn * part, here[1] + (there[1] - here[1]) * part];
}

export interface Closest {
  at: [[number, number], [number, number]];
  from: [LonLat, LonLat];
  rangeNm: number;
  seconds: number;
}

const LOOK_AHEAD_SECONDS = 3600;

/** Where they come closest if both go on as last reported; null when they already part. */
export function closest([one, other]: [Sailing, Sailing]): Closest | null {
  const [a, b] = [one.points.at(-1), other.points.at(-1)];
  if (!a || !b) return null;
  const time = Math.max(Date.parse(a.time), Date.parse(b.time));
  const sail = (point: EvidencePosition, seconds: number) =>
    extrapolate(
      point.position.coordinates as [number, number],
      point.sog,
      point.cog,
      seconds + (time - Date.parse(point.time)) / 1000,
    );
  const range = (seconds: number) => distanceNm(sail(a, seconds), sail(b, seconds));
  // One minimum: halve towards it (golden section would save nothing here).
  let [low, high] = [0, LOOK_AHEAD_SECONDS];
  while (high - low > 0.5) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (range(left) < range(right)) high = right;
    else low = left;
  }
  if (low < 1 || high > LOOK_AHEAD_SECONDS - 1) return null;
  return {
    at: [sail(a, low), sail(b, low)],
    from: [sail(a, 0), sail(b, 0)],
    rangeNm: range(low),
    seconds: low,
  };
}
