// A frame of the live picture with many moving ships in it, as the daemon would send it.
import { MAGIC } from "../src/wire/frames";
import type { ContactInfo } from "../src/wire/live";

const HEADER = 24;
const RECORD = 24;

export class Fleet {
  readonly #lon: Float64Array;
  readonly #lat: Float64Array;
  readonly #course: Uint16Array;

  constructor(readonly count: number) {
    // A fixed sequence (Park and Miller): every run moves the same ships.
    let seed = 7;
    const next = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    this.#lon = Float64Array.from({ length: count }, () => 100 + next() * 40);
    this.#lat = Float64Array.from({ length: count }, () => -10 + next() * 20);
    this.#course = Uint16Array.from({ length: count }, () => Math.floor(next() * 3600));
  }

  contacts(): ContactInfo[] {
    return Array.from({ length: this.count }, (_, slot) => ({
      slot,
      contact: `mmsi:${String(200_000_000 + slot)}`,
      mmsi: 200_000_000 + slot,
      name: `SHIP ${String(slot)}`,
      call_sign: null,
      class: slot % 4 === 0 ? "B" : "A",
      ship_type: 30 + (slot % 60),
      length_m: null,
      exercise: false,
    }));
  }

  /** Everybody a second further at 12 knots. */
  sail(time: number): ArrayBuffer {
    const view = new DataView(new ArrayBuffer(HEADER + this.count * RECORD));
    view.setUint32(0, MAGIC, true);
    view.setUint8(4, 1);
    view.setUint32(8, this.count, true);
    view.setFloat64(16, time, true);
    for (let n = 0, at = HEADER; n < this.count; n += 1, at += RECORD) {
      const course = ((this.#course[n] ?? 0) / 10) * (Math.PI / 180);
      const lon = ((this.#lon[n] as number) += (Math.sin(course) * 12) / 3600 / 60);
      const lat = ((this.#lat[n] as number) += (Math.cos(course) * 12) / 3600 / 60);
      view.setUint32(at, n, true);
      view.setInt32(at + 4, Math.round(lon * 1e7), true);
      view.setInt32(at + 8, Math.round(lat * 1e7), true);
      view.setUint16(at + 12, 120, true);
      view.setUint16(at + 14, this.#course[n] ?? 0, true);
      view.setUint16(at + 16, this.#course[n] ?? 0, true);
    }
    return view.buffer;
  }

  /** The same for MapLibre's own symbols. */
  features(): GeoJSON.FeatureCollection {
    const features = Array.from({ length: this.count }, (_, n) => ({
      type: "Feature" as const,
      properties: { course: (this.#course[n] ?? 0) / 10 },
      geometry: {
        type: "Point" as const,
        coordinates: [this.#lon[n] as number, this.#lat[n] as number],
      },
    }));
    return { type: "FeatureCollection", features };
  }
}
