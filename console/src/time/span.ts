// What the slider of the past spans.

/** Its length. */
export const SPAN_MS = 6 * 3_600_000;

/** The six hours before now, or, where a time is earlier than those, the six hours round it. */
export function spanAround(at: number, now: number): [number, number] {
  if (at >= now - SPAN_MS) return [now - SPAN_MS, now];
  return [at - SPAN_MS / 2, at + SPAN_MS / 2];
}

/** A date and time as an officer writes them into a field, in UTC; null where it is none. */
export function utcOf(field: string): number | null {
  const time = Date.parse(`${field}Z`);
  return Number.isNaN(time) || time < 0 ? null : time;
}

/** The same the other way round, to the minute. */
export function fieldOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16);
}
