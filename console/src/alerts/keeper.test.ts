import { expect, test, vi } from "vitest";
import { newStore } from "../state";
import type { Alert } from "../wire/alert";
import { keepAlerts, take, takeSnapshot } from "./keeper";

const alert = (id: string, seq: number, state = "unacknowledged"): Alert =>
  ({ id, seq, state }) as Alert;

test("an older revision does not undo a newer one", () => {
  const alerts = take(take(new Map(), alert("a", 5, "acknowledged")), alert("a", 4));
  expect(alerts.get("a")?.state).toBe("acknowledged");
});

test("what a snapshot does not name has ended; what had ended stays to be read", () => {
  const before = new Map(
    [alert("a", 1), alert("b", 2), alert("c", 3, "normal")].map((one) => [one.id, one]),
  );
  const after = takeSnapshot(before, [alert("b", 2), alert("d", 9)]);
  expect([...after.keys()].sort()).toEqual(["b", "c", "d"]);
});

test("those that are over are bounded", () => {
  let alerts: ReadonlyMap<string, Alert> = new Map();
  for (let n = 0; n < 500; n += 1) alerts = take(alerts, alert(String(n), n, "normal"));
  expect(alerts.size).toBe(200);
  expect(alerts.has("499")).toBe(true);
});

test("what ended first leaves first, whenever it was raised", () => {
  let alerts: ReadonlyMap<string, Alert> = take(new Map(), alert("long", 1));
  for (let n = 0; n < 199; n += 1) alerts = take(alerts, alert(String(n), 2 + n, "normal"));
  alerts = take(alerts, alert("long", 500, "normal"));
  alerts = take(alerts, alert("last", 501, "normal"));
  expect(alerts.size).toBe(200);
  expect([alerts.has("long"), alerts.has("0")]).toEqual([true, false]);
});

test("each gap of the stream is told for a minute, also one that follows another", () => {
  vi.useFakeTimers();
  const stream = new EventTarget();
  vi.stubGlobal(
    "EventSource",
    vi.fn(function () {
      return stream;
    }),
  );
  const store = newStore();
  keepAlerts(store);
  const miss = (from: number, to: number) =>
    stream.dispatchEvent(new MessageEvent("gap", { data: JSON.stringify({ from, to }) }));
  miss(1, 2);
  vi.advanceTimersByTime(50_000);
  miss(3, 4);
  vi.advanceTimersByTime(59_000);
  expect(store.state.gap).toEqual({ from: 3, to: 4 });
  vi.advanceTimersByTime(1000);
  expect(store.state.gap).toBeNull();
});
