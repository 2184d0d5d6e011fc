import { expect, test } from "vitest";
import { Picture } from "./picture";
import type { Fix } from "../wire/frames";
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

function picture(...fixes: Fix[]): Picture {
  const made = new Picture();
  made.introduce(fixes.map(({ slot }) => info(slot)));
  made.move((visit) => fixes.forEach(visit));
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
