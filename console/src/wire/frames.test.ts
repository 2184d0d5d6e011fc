import { expect, test } from "vitest";
import { BadFrame, readFrame, type Fix } from "./frames";

/** Two records, written by hand from the wire's description. */
function positions(): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(24 + 2 * 24));
  view.setUint32(0, 0x314b4350, true);
  view.setUint8(4, 1);
  view.setUint32(8, 2, true);
  view.setFloat64(16, 1_700_000_000_000, true);
  const record = (at: number, values: [number, number, number, number, number, number]) => {
    const [slot, lon, lat, sog, cog, heading] = values;
    view.setUint32(at, slot, true);
    view.setInt32(at + 4, lon, true);
    view.setInt32(at + 8, lat, true);
    view.setUint16(at + 12, sog, true);
    view.setUint16(at + 14, cog, true);
    view.setUint16(at + 16, heading, true);
    view.setUint8(at + 18, 5);
    view.setUint8(at + 19, 3);
    view.setUint32(at + 20, 4000, true);
  };
  record(24, [7, -1_799_999_999, 138_667_000, 123, 3599, 0xffff]);
  record(48, [8, 0, -850_000_000, 0xffff, 0xffff, 900]);
  return view.buffer;
}

test("positions come out in degrees and knots, what is not available as null", () => {
  const frame = readFrame(positions());
  const seen: Fix[] = [];
  if (frame.kind === "positions") frame.each((fix) => seen.push({ ...fix }));
  const common = { status: 5, flags: 3, time: 1_699_999_996_000 };
  expect(seen).toEqual([
    { slot: 7, lon: -179.9999999, lat: 13.8667, sog: 12.3, cog: 359.9, heading: null, ...common },
    { slot: 8, lon: 0, lat: -85, sog: null, cog: null, heading: 90, ...common },
  ]);
});

test("a frame of another length or mark is refused", () => {
  expect(() => readFrame(positions().slice(0, 60))).toThrow(BadFrame);
  expect(() => readFrame(new ArrayBuffer(24))).toThrow(BadFrame);
  expect(() => readFrame(new ArrayBuffer(3))).toThrow(BadFrame);
});
