import { expect, test } from "vitest";
import type { Alert } from "../wire/alert";
import { chunks, standingAt } from "./past";

test("chunks are told apart, and one that is cut off is left out", () => {
  const text = new TextEncoder().encode('{"type":"gone","slots":[]}');
  const body = new Uint8Array(5 + text.length + 5 + 24 + 3);
  const view = new DataView(body.buffer);
  view.setUint32(0, text.length, true);
  body.set(text, 5);
  const second = 5 + text.length;
  view.setUint32(second, 24, true);
  view.setUint8(second + 4, 1);
  view.setFloat64(second + 5 + 16, 1_700_000_000_000, true);
  const [first, binary, ...rest] = chunks(body.buffer);
  expect(first).toEqual({ kind: "text", text: '{"type":"gone","slots":[]}' });
  expect(binary?.kind === "binary" && binary.time).toBe(1_700_000_000_000);
  expect(rest).toEqual([]);
});

test("alerts stand as their last transition before the time left them", () => {
  const one = (id: string, seq: number, second: number, state: string) =>
    ({ id, seq, state, time: new Date(second * 1000).toISOString() }) as Alert;
  const log = [
    one("a", 1, 10, "unacknowledged"),
    one("b", 2, 20, "unacknowledged"),
    one("a", 3, 30, "acknowledged"),
  ];
  const states = (second: number) =>
    [...standingAt(log, second * 1000).values()].map(({ id, state }) => `${id} ${state}`);
  expect(states(5)).toEqual([]);
  expect(states(25)).toEqual(["a unacknowledged", "b unacknowledged"]);
  expect(states(30)).toEqual(["a acknowledged", "b unacknowledged"]);
});
