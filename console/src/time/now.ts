// The time of the picture shown. Live, it is the daemon's and runs on between its frames; in a
// replay it is what the slider says.

let base = Date.now();
let at = performance.now();
let past: number | null = null;

/** The picture of this time has just come. Time never runs backwards for a late frame. */
export function pictureTime(ms: number): void {
  const running = base + performance.now() - at;
  // A new daemon, or another feed, may tell another time: beyond 2 s that one is believed.
  if (ms >= running || running - ms > 2000) {
    base = ms;
    at = performance.now();
  }
}

/** Shows the past, or with null the present. */
export function showTime(ms: number | null): void {
  past = ms;
}

/** Event time, ms since 1970. */
export function now(): number {
  return past ?? liveNow();
}

export function liveNow(): number {
  return base + performance.now() - at;
}

let daemonOffset = 0;

/** The daemon's clock, from an answer of its own. */
export function daemonSays(time: string, askedAt: number, answeredAt: number): void {
  daemonOffset = Date.parse(time) - (askedAt + answeredAt) / 2;
}

export function utcNow(): number {
  return Date.now() + daemonOffset;
}
