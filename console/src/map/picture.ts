// Every contact in view: who she is by slot and by name, and her row in the arrays that are drawn.
import { latitude, longitude } from "../geodesy";
import type { Fix, Positions } from "../wire/frames";
import type { ContactInfo } from "../wire/live";
import { KINDS, kindOf, shapeOfStation } from "./kinds";
import { Rows, type Look } from "./rows";

export const MARK_ALERTING = 1;
export const MARK_CHOSEN = 2;

/** Slots are never given out twice, so that their numbers grow with a long watch: 16 MB of rows by
 * slot are enough, and those beyond are looked up. */
const SLOTS_QUICK = 2 ** 22;

export interface Contact extends ContactInfo, Look {
  /** Her row, or -1 before her first position. */
  row: number;
}

export class Picture {
  readonly rows = new Rows();
  #bySlot = new Map<number, Contact>();
  #byContact = new Map<string, Contact>();
  /** The row of a slot, where it is known without asking for who she is; see `SLOTS_QUICK`. */
  #rowsBySlot = new Int32Array(1024).fill(-1);
  #owners: Contact[] = [];
  #alerting: ReadonlySet<string> = new Set();
  #chosen: string | null = null;

  get count(): number {
    return this.rows.count;
  }

  introduce(items: ContactInfo[]): void {
    for (const item of items) {
      const known = this.#bySlot.get(item.slot);
      if (known) {
        Object.assign(known, item, look(item));
        if (known.row >= 0) this.rows.dress(known.row, known);
        continue;
      }
      // She comes back under another slot: the one before is not heard of again.
      const former = this.#byContact.get(item.contact);
      if (former) this.forget([former.slot]);
      const made: Contact = { ...item, ...look(item), row: -1 };
      this.#bySlot.set(item.slot, made);
      this.#byContact.set(item.contact, made);
    }
  }

  move(frame: Positions): void {
    this.rows.keepTime(frame.time);
    for (let n = 0; n < frame.count; n += 1) {
      const slot = frame.slot(n);
      let row = this.#rowsBySlot[slot] ?? -1;
      if (row < 0) row = this.#place(slot);
      if (row >= 0) this.rows.take(row, frame, n);
    }
  }

  forget(slots: Iterable<number>): void {
    for (const slot of slots) {
      const contact = this.#bySlot.get(slot);
      if (!contact) continue;
      this.#bySlot.delete(slot);
      if (this.#byContact.get(contact.contact) === contact) this.#byContact.delete(contact.contact);
      this.#remove(contact);
    }
  }

  /** Nobody is known any more: another connection counts slots anew. */
  clear(): void {
    this.#bySlot.clear();
    this.#byContact.clear();
    this.#owners = [];
    this.#rowsBySlot.fill(-1);
    this.rows.clear();
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
      if (contact && contact.row >= 0) this.rows.mark(contact.row, this.#markOf(contact));
    }
  }

  find(contact: string): Contact | undefined {
    return this.#byContact.get(contact);
  }

  /** What she reported last; null before her first position. */
  fix({ row, slot }: Contact): Fix | null {
    return row < 0 ? null : this.rows.fix(row, slot);
  }

  /** In an alert, or chosen. */
  matters(contact: string): boolean {
    return this.#alerting.has(contact) || this.#chosen === contact;
  }

  isAlerting({ contact }: Contact): boolean {
    return this.#alerting.has(contact);
  }

  isChosen({ contact }: Contact): boolean {
    return this.#chosen === contact;
  }

  /** Those on the map who matter: the chosen one first. */
  whoMatter(): Contact[] {
    const ids = new Set(this.#chosen === null ? [] : [this.#chosen]);
    for (const id of this.#alerting) ids.add(id);
    return [...ids].flatMap((id) => {
      const contact = this.#byContact.get(id);
      return contact && contact.row >= 0 ? [contact] : [];
    });
  }

  /** Those on the map, in no order. */
  placed(): readonly Contact[] {
    return this.#owners;
  }

  /** Where she is drawn at a time (ms), on the plane of the map. */
  drawnAt({ row }: Contact, time: number): [number, number] {
    return this.rows.drawnAt(row, time);
  }

  drawnPlace(contact: Contact, time: number): [number, number] {
    const [x, y] = this.drawnAt(contact, time);
    return [longitude(x), latitude(y)];
  }

  /** The row of a contact that was introduced, a new one if this is her first position. */
  #place(slot: number): number {
    const contact = this.#bySlot.get(slot);
    if (!contact) return -1;
    if (contact.row < 0) {
      contact.row = this.rows.add();
      this.#owners[contact.row] = contact;
      this.rows.mark(contact.row, this.#markOf(contact));
      this.rows.dress(contact.row, contact);
    }
    this.#quick(slot, contact.row);
    return contact.row;
  }

  #quick(slot: number, row: number): void {
    if (slot >= SLOTS_QUICK) return;
    if (slot >= this.#rowsBySlot.length) {
      const larger = new Int32Array(2 ** Math.ceil(Math.log2(slot + 1))).fill(-1);
      larger.set(this.#rowsBySlot);
      this.#rowsBySlot = larger;
    }
    this.#rowsBySlot[slot] = row;
  }

  #remove(contact: Contact): void {
    if (contact.row < 0) return;
    this.#quick(contact.slot, -1);
    const last = this.#owners.pop();
    this.rows.remove(contact.row);
    if (last && last !== contact) {
      last.row = contact.row;
      this.#quick(last.slot, last.row);
      this.#owners[last.row] = last;
    }
    contact.row = -1;
  }

  #markOf({ contact }: Contact): number {
    return (
      (this.#alerting.has(contact) ? MARK_ALERTING : 0) +
      (this.#chosen === contact ? MARK_CHOSEN : 0)
    );
  }
}

function look({ class: station, ship_type }: ContactInfo): Look {
  return {
    kind: KINDS.indexOf(kindOf(station, ship_type)),
    shape: shapeOfStation(station),
    slim: station === "B",
  };
}
