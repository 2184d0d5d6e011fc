import { expect, test } from "vitest";
import type { Alert } from "../wire/alert";
import { take, takeSnapshot } from "./keeper";

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
