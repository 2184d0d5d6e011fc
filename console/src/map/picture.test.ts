import { expect, test } from "vitest";
import { SHAPE } from "./kinds";
import { Picture } from "./picture";
import { SHAPE_AT } from "./rows";
import { MAGIC, Positions, readFrame, type Fix } from "../wire/frames";
import type { ContactInfo } from "../wire/live";

const info = (slot: number): ContactInfo => ({
  slot,
  contact: `mmsi:${String(slot)}`,
  mmsi: slot,
  name: null,
  call_sign: null,
  class: "A",
  ship_type: 70,
  length_m: null,
  exercise: false,
});
const fix = (slot: number, lon: number, more: Partial<Fix> = {}): Fix => ({
  slot,
  lon,
  lat: 0,
  sog: 60,
  cog: 90,
  heading: 90,
  status: 0,
  flags: 0,
  time: 1_800_000_000_000,
  ...more,
});

const NOW = 1_800_000_000_000;

function frame(fixes: Fix[]): Positions {
  const view = new DataView(new ArrayBuffer(24 + fixes.length * 24));
  view.setUint32(0, MAGIC, true);
  view.setUint8(4, 1);
  view.setUint32(8, fixes.length, true);
  view.setFloat64(16, NOW, true);
  const tenths = (value: number | null) => (value === null ? 0xffff : Math.round(value * 10));
  fixes.forEach((one, n) => {
    const at = 24 + n * 24;
    view.setUint32(at, one.slot, true);
    view.setInt32(at + 4, Math.round(one.lon * 1e7), true);
    view.setInt32(at + 8, Math.round(one.lat * 1e7), true);
    view.setUint16(at + 12, tenths(one.sog), true);
    view.setUint16(at + 14, tenths(one.cog), true);
    view.setUint16(at + 16, tenths(one.heading), true);
    view.setUint8(at + 19, one.flags);
    view.setUint32(at + 20, NOW - one.time, true);
  });
  return readFrame(view.buffer) as Positions;
}

function picture(...fixes: Fix[]): Picture {
  const made = new Picture();
  made.introduce(fixes.map(({ slot }) => info(slot)));
  made.move(frame(fixes));
  return made;
}

const where = (made: Picture, slot: number, seconds: number) => {
  const contact = made.find(`mmsi:${String(slot)}`);
  return contact ? made.drawnPlace(contact, 1_800_000_000_000 + seconds * 1000)[0] : null;
};

test("a ship goes on as she reported, but not for ever", () => {
  const made = picture(fix(1, 10));
  // 60 kn along the equator are a minute of longitude a minute (1.0018 by WGS 84's circumference).
  expect(where(made, 1, 60)).toBeCloseTo(10 + 1 / 60, 3);
  expect(where(made, 1, 180)).toBeCloseTo(where(made, 1, 9999) ?? 0, 9);
});

test("a position that is late stays where it is", () => {
  expect(where(picture(fix(1, 10, { flags: 16 })), 1, 60)).toBeCloseTo(10, 9);
});

test("who leaves does not take another's place with her", () => {
  const made = picture(fix(1, 1), fix(2, 2), fix(3, 3));
  made.forget([1]);
  expect(made.count).toBe(2);
  expect(where(made, 2, 0)).toBeCloseTo(2, 9);
  expect(where(made, 3, 0)).toBeCloseTo(3, 9);
  expect(made.find("mmsi:1")).toBeUndefined();
  made.forget([3, 2]);
  expect(made.count).toBe(0);
});

test("a thousand rows more than fit at first", () => {
  const made = picture(...Array.from({ length: 3000 }, (_, n) => fix(n, n / 100)));
  expect(made.count).toBe(3000);
  expect(where(made, 2999, 0)).toBeCloseTo(29.99, 6);
});

test("only pages with changes go to the graphics card", () => {
  const made = picture(...Array.from({ length: 1000 }, (_, n) => fix(n, n / 100)));
  const runs = () => {
    const out: [number, number][] = [];
    made.rows.changes((from, to) => out.push([from, to]));
    return out;
  };
  expect(runs()).toEqual([[0, 1000]]);
  expect(runs()).toEqual([]);
  made.move(frame([fix(3, 1), fix(999, 2)]));
  expect(runs()).toEqual([
    [0, 256],
    [768, 1000],
  ]);
});

test("what she reported is given back, and hours later she is still where she was", () => {
  const made = picture(fix(1, 10, { sog: null, status: 0, time: NOW - 5000 }));
  const contact = made.find("mmsi:1");
  expect(contact && made.fix(contact)).toEqual(fix(1, 10, { sog: null, time: NOW - 5000 }));
  const later = frame([]);
  made.move(new Positions(new DataView(new ArrayBuffer(24)), later.count, NOW + 30 * 3_600_000));
  expect(where(made, 1, 0)).toBeCloseTo(10, 9);
});

test("who lies still or has no course is no arrow", () => {
  const shape = (station: string, sog: number | null, heading: number | null) => {
    const made = new Picture();
    made.introduce([{ ...info(1), class: station }]);
    made.move(frame([fix(1, 10, { sog, heading, cog: null })]));
    return made.rows.floats[SHAPE_AT];
  };
  expect(shape("A", 0.1, 90)).toBe(SHAPE.circle);
  expect(shape("A", 9, null)).toBe(SHAPE.circle);
  expect(shape("A", 9, 90)).toBe(SHAPE.dart);
  expect(shape("A", null, 90)).toBe(SHAPE.dart);
  expect(shape("B", 9, 90)).toBe(SHAPE.slim);
  expect(shape("base", 9, 90)).toBe(SHAPE.square);
});
