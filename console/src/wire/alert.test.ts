import { expect, test } from "vitest";
import { byPriorityThenAge, isBeyond, type Alert } from "./alert";

const alert = (id: string, priority: string, raised_at: string) =>
  ({ id, priority, raised_at }) as Alert;

test("the list stands by priority, then age", () => {
  const list = [
    alert("a", "caution", "2026-01-01T00:03:00.000Z"),
    alert("b", "alarm", "2026-01-01T00:01:00.000Z"),
    alert("c", "emergency", "2026-01-01T00:00:00.000Z"),
    alert("d", "alarm", "2026-01-01T00:02:00.000Z"),
  ];
  expect(list.sort(byPriorityThenAge).map(({ id }) => id)).toEqual(["c", "d", "b", "a"]);
});

test.each([
  [0.2, "<=", 0.5, true],
  [0.6, "<=", 0.5, false],
  [15, ">=", 15, true],
  [3, "=", null, false],
])("a measure of %d against %s %s is beyond it: %s", (value, relation, limit, beyond) => {
  expect(isBeyond({ name: "x", unit: "nm", value, relation, limit })).toBe(beyond);
});
