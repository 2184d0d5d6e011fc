import { expect, test } from "vitest";
import type { Alert } from "../wire/alert";
import { loudest } from "./sound";

const time = Date.parse("2026-01-01T12:00:00Z");
const alert = (id: string, more: Partial<Alert>): Alert =>
  ({
    id,
    state: "unacknowledged",
    priority: "alarm",
    silenced_until: null,
    snoozed_until: null,
    ...more,
  }) as Alert;

test("the most urgent is heard, and nobody who is acknowledged, silenced, snoozed or a caution", () => {
  const quiet = [
    alert("a", { state: "acknowledged", priority: "emergency" }),
    alert("b", { silenced_until: "2026-01-01T12:00:01.000Z" }),
    alert("c", { snoozed_until: "2026-01-01T12:00:01.000Z" }),
    alert("d", { priority: "caution" }),
  ];
  expect(loudest(quiet, time)).toBeNull();
  expect(loudest(quiet, time + 2000)?.id).toBe("b");
  expect(loudest([...quiet, alert("e", {}), alert("f", { priority: "emergency" })], time)?.id).toBe(
    "f",
  );
});
