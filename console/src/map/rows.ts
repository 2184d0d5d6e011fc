// A row for every contact on the map, in flat arrays: what she reported, and what the graphics card
// draws of it. Nothing is made anew when she moves.
import { mercatorPerSecond, mercatorX, northing, sineOf } from "../geodesy";
import { FLAG_STALE, NONE, tenths, type Fix, type Positions } from "../wire/frames";
import { SHAPE } from "./kinds";

/** Floats of a row that the graphics card gets: see the shader. */
export const ROW = 12;
export const X = 0;
export const Y = 1;
export const X_LOW = 2;
export const Y_LOW = 3;
export const VX = 4;
export const VY = 5;
export const TIME = 6;
export const ANGLE = 7;
export const SHAPE_AT = 8;
export const KIND = 9;
const MARK = 10;
export const LIMIT = 11;

/** A ship may be drawn ahead of her last report for so long; later she stays and fades. */
const EXTRAPOLATE_S = 180;
/** Floats count seconds from here to the millisecond; after so long they count anew. */
const EPOCH_S = 6 * 3600;
/** What has changed goes to the graphics card by pages of so many rows. */
const PAGE = 256;
const RADIANS = Math.PI / 180;
/** Below this a heading says little and the ship is drawn as lying still. Tenths of a knot. */
const UNDER_WAY_TENTHS = 5;
/** Shapes of those that are drawn by how they move. */
const SHIP = 254;
const SLIM_SHIP = 255;
/** Of a full turn in tenths of a degree, as the wire has it. */
const TURN = 3600;
const SINES = Float64Array.from({ length: TURN }, (_, n) => Math.sin((n / 10) * RADIANS));

/** How a contact looks, whatever she reports of her motion. */
export interface Look {
  /** Index of her kind's colour. */
  kind: number;
  /** Her shape, if that does not depend on how she moves; else -1. */
  shape: number;
  slim: boolean;
}

export class Rows {
  /** Seconds since 1970 that the times of `floats` count from. */
  epoch = Math.floor(Date.now() / 1000);
  floats = new Float32Array(1024 * ROW);
  count = 0;
  #places = new Int32Array(1024 * 2);
  #motions = new Uint16Array(1024 * 3);
  #bytes = new Uint8Array(1024 * 2);
  #shapes = new Uint8Array(1024);
  #times = new Float64Array(1024);
  #dirty = new Uint8Array(1024 / PAGE);

  /** A new row at the end. */
  add(): number {
    if ((this.count + 1) * ROW > this.floats.length) this.#grow();
    this.count += 1;
    return this.count - 1;
  }

  /** The last row moves into the gap. */
  remove(row: number): void {
    this.count -= 1;
    const last = this.count;
    if (row === last) return;
    this.floats.copyWithin(row * ROW, last * ROW, last * ROW + ROW);
    this.#places.copyWithin(row * 2, last * 2, last * 2 + 2);
    this.#motions.copyWithin(row * 3, last * 3, last * 3 + 3);
    this.#bytes.copyWithin(row * 2, last * 2, last * 2 + 2);
    this.#shapes[row] = this.#shapes[last] ?? 0;
    this.#times[row] = this.#times[last] ?? 0;
    this.#touch(row);
  }

  clear(): void {
    this.count = 0;
  }

  /** How a row looks from now on. */
  dress(row: number, { kind, shape, slim }: Look): void {
    this.floats[row * ROW + KIND] = kind;
    this.#shapes[row] = shape >= 0 ? shape : slim ? SLIM_SHIP : SHIP;
    this.#draw(row);
  }

  /** Takes the report of a row from the `n`th record of a frame. */
  take(row: number, frame: Positions, n: number): void {
    this.#places[row * 2] = frame.lonE7(n);
    this.#places[row * 2 + 1] = frame.latE7(n);
    this.#motions[row * 3] = frame.sog(n);
    this.#motions[row * 3 + 1] = frame.cog(n);
    this.#motions[row * 3 + 2] = frame.heading(n);
    this.#bytes[row * 2] = frame.status(n);
    this.#bytes[row * 2 + 1] = frame.flags(n);
    this.#times[row] = frame.reported(n);
    this.#draw(row);
  }

  /** Writes what is drawn of a row. */
  #draw(row: number): void {
    const { floats } = this;
    const at = row * ROW;
    const lat = (this.#places[row * 2 + 1] as number) / 1e7;
    const x = mercatorX((this.#places[row * 2] as number) / 1e7);
    const sine = sineOf(lat);
    const y = northing(sine);
    const sog = this.#motions[row * 3] as number;
    const cog = this.#motions[row * 3 + 1] as number;
    const heading = this.#motions[row * 3 + 2] as number;
    const course = heading === NONE ? cog : heading;
    const way = cog === NONE ? heading : cog;
    const sails = sog !== NONE && way !== NONE && sog > 0;
    const speed = sails ? mercatorPerSecond(sog / 10, sine) : 0;
    floats[at + X] = x;
    floats[at + Y] = y;
    floats[at + X_LOW] = x - (floats[at + X] as number);
    floats[at + Y_LOW] = y - (floats[at + Y] as number);
    floats[at + VX] = sails ? (SINES[way % TURN] as number) * speed : 0;
    floats[at + VY] = sails ? -(SINES[(way + TURN / 4) % TURN] as number) * speed : 0;
    floats[at + TIME] = (this.#times[row] as number) / 1000 - this.epoch;
    floats[at + ANGLE] = course === NONE ? 0 : (course / 10) * RADIANS;
    const shape = this.#shapes[row] as number;
    const moves = course !== NONE && (sog === NONE || sog >= UNDER_WAY_TENTHS);
    floats[at + SHAPE_AT] =
      shape < SHIP ? shape : !moves ? SHAPE.circle : shape === SLIM_SHIP ? SHAPE.slim : SHAPE.dart;
    floats[at + LIMIT] = (this.#bytes[row * 2 + 1] as number) & FLAG_STALE ? 0 : EXTRAPOLATE_S;
    this.#touch(row);
  }

  mark(row: number, mark: number): void {
    if (this.floats[row * ROW + MARK] === mark) return;
    this.floats[row * ROW + MARK] = mark;
    this.#touch(row);
  }

  /** What she reported. */
  fix(row: number, slot: number): Fix {
    return {
      slot,
      lon: (this.#places[row * 2] ?? 0) / 1e7,
      lat: (this.#places[row * 2 + 1] ?? 0) / 1e7,
      sog: tenths(this.#motions[row * 3] ?? 0),
      cog: tenths(this.#motions[row * 3 + 1] ?? 0),
      heading: tenths(this.#motions[row * 3 + 2] ?? 0),
      status: this.#bytes[row * 2] ?? 15,
      flags: this.#bytes[row * 2 + 1] ?? 0,
      time: this.#times[row] ?? 0,
    };
  }

  /** When she reported, ms since 1970. */
  time(row: number): number {
    return this.#times[row] ?? 0;
  }

  /** Where she reported herself, on the plane of the map. */
  place(row: number): [number, number] {
    const at = row * ROW;
    const value = (n: number) => this.floats[at + n] as number;
    return [value(X) + value(X_LOW), value(Y) + value(Y_LOW)];
  }

  /** Where she is drawn at a time (ms), on the plane of the map. */
  drawnAt(row: number, time: number): [number, number] {
    const at = row * ROW;
    const value = (n: number) => this.floats[at + n] as number;
    const age = Math.max(0, Math.min(time / 1000 - this.epoch - value(TIME), value(LIMIT)));
    return [value(X) + value(X_LOW) + value(VX) * age, value(Y) + value(Y_LOW) + value(VY) * age];
  }

  /** Counts seconds anew where floats begin to be coarse. */
  keepTime(time: number): void {
    const shift = Math.floor(time / 1000) - this.epoch;
    if (Math.abs(shift) < EPOCH_S) return;
    this.epoch += shift;
    for (let row = 0; row < this.count; row += 1)
      this.floats[row * ROW + TIME] = (this.#times[row] as number) / 1000 - this.epoch;
    this.#dirty.fill(1);
  }

  /** Runs of rows that have changed since this was last asked: first, and one past the last. */
  changes(send: (from: number, to: number) => void): void {
    const pages = Math.ceil(this.count / PAGE);
    for (let page = 0; page < pages; page += 1) {
      if (this.#dirty[page] === 0) continue;
      const from = page;
      while (page + 1 < pages && this.#dirty[page + 1] === 1) page += 1;
      send(from * PAGE, Math.min((page + 1) * PAGE, this.count));
    }
    this.#dirty.fill(0);
  }

  #touch(row: number): void {
    this.#dirty[(row / PAGE) | 0] = 1;
  }

  #grow(): void {
    const larger = <A extends Float32Array | Int32Array | Uint16Array | Uint8Array | Float64Array>(
      array: A,
      made: A,
    ): A => {
      made.set(array);
      return made;
    };
    const room = (this.floats.length / ROW) * 2;
    this.floats = larger(this.floats, new Float32Array(room * ROW));
    this.#places = larger(this.#places, new Int32Array(room * 2));
    this.#motions = larger(this.#motions, new Uint16Array(room * 3));
    this.#bytes = larger(this.#bytes, new Uint8Array(room * 2));
    this.#shapes = larger(this.#shapes, new Uint8Array(room));
    this.#times = larger(this.#times, new Float64Array(room));
    this.#dirty = new Uint8Array(room / PAGE).fill(1);
  }
}
