// What the slider of the past spans.

/** Its length. */
export const SPAN_MS = 6 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** The six hours before now, or, where a time is earlier than those, the six hours round it. */
export function spanAround(at: number, now: number): [number, number] {
  if (at >= now - SPAN_MS) return [now - SPAN_MS, now];
  return [at - SPAN_MS / 2, at + SPAN_MS / 2];
}

/** A date and time as an officer writes them, in UTC: `2026-01-31 14:05`, or `14:05` for the last time
 * that it was so late. Null where it is none. */
export function utcOf(field: string, now: number): number | null {
  const [, day, minute] = /^(?:(\d{4}-\d\d-\d\d)[T ]+)?(\d\d:\d\d)$/.exec(field.trim()) ?? [];
  if (minute === undefined) return null;
  const time = Date.parse(`${day ?? new Date(now).toISOString().slice(0, 10)}T${minute}Z`);
  if (Number.isNaN(time) || time < 0) return null;
  return day === undefined && time > now ? time - DAY_MS : time;
}

/** The same the other way round, to the minute. */
export function fieldOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace("T", " ");
}
