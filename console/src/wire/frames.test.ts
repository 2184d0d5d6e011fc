import { expect, test } from "vitest";
import { BadFrame, readFrame, tenths, type Positions } from "./frames";

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

test("records are read where they lie, what is not available as null", () => {
  const frame = readFrame(positions()) as Positions;
  const record = (n: number) => [
    frame.slot(n),
    frame.lonE7(n),
    frame.latE7(n),
    ...[frame.sog(n), frame.cog(n), frame.heading(n)].map(tenths),
    frame.status(n),
    frame.flags(n),
    frame.reported(n),
  ];
  expect([frame.count, frame.time]).toEqual([2, 1_700_000_000_000]);
  expect([record(0), record(1)]).toEqual([
    [7, -1_799_999_999, 138_667_000, 12.3, 359.9, null, 5, 3, 1_699_999_996_000],
    [8, 0, -850_000_000, null, null, 90, 5, 3, 1_699_999_996_000],
  ]);
});

test("a frame of another length or mark is refused", () => {
  expect(() => readFrame(positions().slice(0, 60))).toThrow(BadFrame);
  expect(() => readFrame(new ArrayBuffer(24))).toThrow(BadFrame);
  expect(() => readFrame(new ArrayBuffer(3))).toThrow(BadFrame);
});
