// Every contact in view as rows of one flat array, which goes to the graphics card as it is. A row
// holds where she reported, how she moves and how she looks; the shader does the rest.
import { mercatorPerSecond, mercatorX, mercatorY, latitude, longitude } from "../geodesy";
import { FLAG_STALE, type Fix } from "../wire/frames";
import type { ContactInfo } from "../wire/live";
import { KINDS, kindOf, shapeOf } from "./kinds";

/** Floats of a row: see `FIELDS` in the shader. */
export const ROW = 12;
const [X, Y, X_LOW, Y_LOW, VX, VY, TIME, ANGLE, SHAPE, KIND, MARK, LIMIT] = Array.from(
  { length: ROW },
  (_, n) => n,
) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export const MARK_ALERTING = 1;
export const MARK_CHOSEN = 2;

/** A ship may be drawn ahead of her last report for so long; later she stays and fades. */
const EXTRAPOLATE_S = 180;

export interface Contact extends ContactInfo {
  fix: Fix | null;
  row: number;
}

export class Picture {
  /** Seconds since 1970 that the times of rows count from: a float holds them to the millisecond. */
  readonly epoch = Math.floor(Date.now() / 1000);
  rows = new Float32Array(1024 * ROW);
  count = 0;
  /** Goes up with every change of the rows. */
  version = 0;
  #bySlot = new Map<number, Contact>();
  #byContact = new Map<string, Contact>();
  #owners: Contact[] = [];
  #alerting: ReadonlySet<string> = new Set();
  #chosen: string | null = null;

  constructor(readonly name = "live") {}

  introduce(items: ContactInfo[]): void {
    for (const item of items) {
      const known = this.#bySlot.get(item.slot);
      if (known) {
        Object.assign(known, item);
        if (known.fix) this.#write(known, known.fix);
        continue;
      }
      // She comes back under another slot: the one before is not heard of again.
      const former = this.#byContact.get(item.contact);
      if (former) this.forget([former.slot]);
      const made: Contact = { ...item, fix: null, row: -1 };
      this.#bySlot.set(item.slot, made);
      this.#byContact.set(item.contact, made);
    }
    this.version += 1;
  }

  move(each: (visit: (fix: Fix) => void) => void): void {
    each((fix) => {
      const contact = this.#bySlot.get(fix.slot);
      if (!contact) return;
      contact.fix ??= { ...fix };
      Object.assign(contact.fix, fix);
      if (contact.row < 0) this.#place(contact);
      this.#write(contact, contact.fix);
    });
    this.version += 1;
  }

  forget(slots: Iterable<number>): void {
    for (const slot of slots) {
      const contact = this.#bySlot.get(slot);
      if (!contact) continue;
      this.#bySlot.delete(slot);
      if (this.#byContact.get(contact.contact) === contact) this.#byContact.delete(contact.contact);
      this.#remove(contact);
    }
    this.version += 1;
  }

  /** Nobody is known any more: another connection counts slots anew. */
  clear(): void {
    this.#bySlot.clear();
    this.#byContact.clear();
    this.#owners = [];
    this.count = 0;
    this.version += 1;
  }

  /** Keeps only those of whom the test is true. */
  retain(keep: (contact: Contact) => boolean): void {
    this.forget([...this.#bySlot.values()].filter((one) => !keep(one)).map(({ slot }) => slot));
  }

  mark(alerting: ReadonlySet<string>, chosen: string | null): void {
    const touched = new Set([...this.#alerting, ...alerting, this.#chosen, chosen]);
    this.#alerting = alerting;
    this.#chosen = chosen;
    for (const id of touched) {
      const contact = id === null ? undefined : this.#byContact.get(id);
      if (contact && contact.row >= 0) this.rows[contact.row * ROW + MARK] = this.#markOf(contact);
    }
    this.version += 1;
  }

  find(contact: string): Contact | undefined {
    return this.#byContact.get(contact);
  }

  /** In an alert, or chosen. */
  matters(contact: string): boolean {
    return this.#alerting.has(contact) || this.#chosen === contact;
  }

  isAlerting(contact: Contact): boolean {
    return this.#alerting.has(contact.contact);
  }

  /** Those on the map, in no order. */
  placed(): readonly Contact[] {
    return this.#owners;
  }

  /** Where she is drawn at a time (ms), on the plane of the map. */
  drawnAt({ row }: Contact, time: number): [number, number] {
    const at = row * ROW;
    const { rows } = this;
    const value = (n: number) => rows[at + n] ?? 0;
    const age = Math.max(0, Math.min(time / 1000 - this.epoch - value(TIME), value(LIMIT)));
    const x = value(X) + value(X_LOW) + value(VX) * age;
    const y = value(Y) + value(Y_LOW) + value(VY) * age;
    return [x, y];
  }

  drawnPlace(contact: Contact, time: number): [number, number] {
    const [x, y] = this.drawnAt(contact, time);
    return [longitude(x), latitude(y)];
  }

  #place(contact: Contact): void {
    if ((this.count + 1) * ROW > this.rows.length) {
      const larger = new Float32Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    contact.row = this.count;
    this.#owners[contact.row] = contact;
    this.count += 1;
  }

  /** The last row moves into the gap. */
  #remove(contact: Contact): void {
    if (contact.row < 0) return;
    const last = this.#owners.pop();
    this.count -= 1;
    if (last && last !== contact) {
      this.rows.copyWithin(contact.row * ROW, last.row * ROW, last.row * ROW + ROW);
      last.row = contact.row;
      this.#owners[last.row] = last;
    }
    contact.row = -1;
  }

  #write(contact: Contact, fix: Fix): void {
    const { rows } = this;
    const at = contact.row * ROW;
    const x = mercatorX(fix.lon);
    const y = mercatorY(fix.lat);
    const course = fix.cog ?? fix.heading;
    const speed = fix.sog !== null && fix.cog !== null ? mercatorPerSecond(fix.sog, fix.lat) : 0;
    const radians = ((fix.cog ?? 0) * Math.PI) / 180;
    rows[at + X] = x;
    rows[at + Y] = y;
    rows[at + X_LOW] = x - (rows[at + X] ?? 0);
    rows[at + Y_LOW] = y - (rows[at + Y] ?? 0);
    rows[at + VX] = speed * Math.sin(radians);
    rows[at + VY] = -speed * Math.cos(radians);
    rows[at + TIME] = fix.time / 1000 - this.epoch;
    rows[at + ANGLE] = ((fix.heading ?? course ?? 0) * Math.PI) / 180;
    rows[at + SHAPE] = shapeOf(contact.class, fix.sog, course);
    rows[at + KIND] = KINDS.indexOf(kindOf(contact.class, contact.ship_type));
    rows[at + MARK] = this.#markOf(contact);
    rows[at + LIMIT] = fix.flags & FLAG_STALE ? 0 : EXTRAPOLATE_S;
  }

  #markOf({ contact }: Contact): number {
    return (
      (this.#alerting.has(contact) ? MARK_ALERTING : 0) +
      (this.#chosen === contact ? MARK_CHOSEN : 0)
    );
  }
}
