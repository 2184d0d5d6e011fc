// The binary frames of the live picture: little endian, a header of 24 bytes, then records.

export const MAGIC = 0x314b4350; // "PCK1"
const HEADER_BYTES = 24;
const POSITION_BYTES = 24;
const AGGREGATE_BYTES = 16;
/** Stands for what she did not say. */
export const NONE = 0xffff;

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

export type Frame = Positions | { kind: "aggregates"; time: number; cells: Aggregate[] };

export class BadFrame extends Error {}

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
  if (kind === 1) return new Positions(view, count, time);
  if (kind === 2) return { kind: "aggregates", time, cells: aggregates(view, count) };
  throw new BadFrame(`a frame of unknown kind ${String(kind)}`);
}

/** The records of a frame where they lie: read as numbers of the wire, without an object for each. */
export class Positions {
  readonly kind = "positions";

  constructor(
    private readonly view: DataView,
    readonly count: number,
    /** Of the picture, ms since 1970. */
    readonly time: number,
  ) {}

  slot(n: number): number {
    return this.view.getUint32(HEADER_BYTES + n * POSITION_BYTES, true);
  }
  /** 1e-7 degrees east. */
  lonE7(n: number): number {
    return this.view.getInt32(HEADER_BYTES + n * POSITION_BYTES + 4, true);
  }
  /** 1e-7 degrees north. */
  latE7(n: number): number {
    return this.view.getInt32(HEADER_BYTES + n * POSITION_BYTES + 8, true);
  }
  /** Tenths of a knot; see `tenths`. */
  sog(n: number): number {
    return this.view.getUint16(HEADER_BYTES + n * POSITION_BYTES + 12, true);
  }
  /** Tenths of a degree; see `tenths`. */
  cog(n: number): number {
    return this.view.getUint16(HEADER_BYTES + n * POSITION_BYTES + 14, true);
  }
  heading(n: number): number {
    return this.view.getUint16(HEADER_BYTES + n * POSITION_BYTES + 16, true);
  }
  status(n: number): number {
    return this.view.getUint8(HEADER_BYTES + n * POSITION_BYTES + 18);
  }
  flags(n: number): number {
    return this.view.getUint8(HEADER_BYTES + n * POSITION_BYTES + 19);
  }
  /** When she reported, ms since 1970. */
  reported(n: number): number {
    return this.time - this.view.getUint32(HEADER_BYTES + n * POSITION_BYTES + 20, true);
  }
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

/** A number of the wire in knots or degrees; null where she did not say. */
export function tenths(value: number): number | null {
  return value === NONE ? null : value / 10;
}
