// The binary frames of the live picture: little endian, a header of 24 bytes, then records.

export const MAGIC = 0x314b4350; // "PCK1"
const HEADER_BYTES = 24;
const POSITION_BYTES = 24;
const AGGREGATE_BYTES = 16;
const NONE = 0xffff;

export const FLAG_EXERCISE = 1;
export const FLAG_ALERTING = 2;
export const FLAG_CLASS_B = 4;
export const FLAG_RADAR = 8;
export const FLAG_STALE = 16;

export interface Fix {
  slot: number;
  lon: number;
  lat: number;
  /** Knots; null where she did not say. */
  sog: number | null;
  /** Degrees. */
  cog: number | null;
  heading: number | null;
  status: number;
  flags: number;
  /** When she reported, ms since 1970. */
  time: number;
}

export interface Aggregate {
  lon: number;
  lat: number;
  vessels: number;
  /** Width of the cell, degrees. */
  size: number;
}

export type Frame =
  | { kind: "positions"; time: number; count: number; each(visit: (fix: Fix) => void): void }
  | { kind: "aggregates"; time: number; cells: Aggregate[] };

export class BadFrame extends Error {}

/** Reads a frame. The `Fix` that `each` hands out is one object, overwritten for each record. */
export function readFrame(buffer: ArrayBuffer): Frame {
  const view = new DataView(buffer);
  if (view.byteLength < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) {
    throw new BadFrame("not a frame of the live picture");
  }
  const kind = view.getUint8(4);
  const count = view.getUint32(8, true);
  const time = view.getFloat64(16, true);
  const bytes = kind === 2 ? AGGREGATE_BYTES : POSITION_BYTES;
  if (view.byteLength !== HEADER_BYTES + count * bytes) {
    throw new BadFrame(`${String(count)} records do not fill ${String(view.byteLength)} bytes`);
  }
  if (kind === 1) return { kind: "positions", time, count, each: positions(view, count, time) };
  if (kind === 2) return { kind: "aggregates", time, cells: aggregates(view, count) };
  throw new BadFrame(`a frame of unknown kind ${String(kind)}`);
}

function positions(view: DataView, count: number, time: number) {
  return (visit: (fix: Fix) => void) => {
    const fix: Fix = {
      slot: 0,
      lon: 0,
      lat: 0,
      sog: 0,
      cog: 0,
      heading: 0,
      status: 15,
      flags: 0,
      time,
    };
    for (let n = 0, at = HEADER_BYTES; n < count; n += 1, at += POSITION_BYTES) {
      fix.slot = view.getUint32(at, true);
      fix.lon = view.getInt32(at + 4, true) / 1e7;
      fix.lat = view.getInt32(at + 8, true) / 1e7;
      fix.sog = tenths(view.getUint16(at + 12, true));
      fix.cog = tenths(view.getUint16(at + 14, true));
      fix.heading = tenths(view.getUint16(at + 16, true));
      fix.status = view.getUint8(at + 18);
      fix.flags = view.getUint8(at + 19);
      fix.time = time - view.getUint32(at + 20, true);
      visit(fix);
    }
  };
}

function aggregates(view: DataView, count: number): Aggregate[] {
  return Array.from({ length: count }, (_, n) => {
    const at = HEADER_BYTES + n * AGGREGATE_BYTES;
    return {
      lon: view.getInt32(at, true) / 1e7,
      lat: view.getInt32(at + 4, true) / 1e7,
      vessels: view.getUint32(at + 8, true),
      size: view.getUint32(at + 12, true) / 1e7,
    };
  });
}

function tenths(value: number): number | null {
  return value === NONE ? null : value / 10;
}
