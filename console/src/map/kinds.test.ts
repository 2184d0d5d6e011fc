import { expect, test } from "vitest";
import { kindOf } from "./kinds";

test.each([
  ["A", 84, "tanker"],
  ["A", 70, "cargo"],
  ["A", 61, "passenger"],
  ["A", 40, "fast"],
  ["B", 30, "fishing"],
  ["B", null, "class-b"],
  ["A", null, "other"],
  ["radar", null, "radar"],
  ["base", null, "fixed"],
] as const)("class %s with ship type %s is %s", (station, type, kind) => {
  expect(kindOf(station, type)).toBe(kind);
});
