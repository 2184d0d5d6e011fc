import { expect, test } from "vitest";
import { kindOf, shapeOfShip, SHAPE } from "./kinds";

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

test("who lies still or has no course is no arrow", () => {
  expect(shapeOfShip(false, 0.1, 90)).toBe(SHAPE.circle);
  expect(shapeOfShip(false, 9, null)).toBe(SHAPE.circle);
  expect(shapeOfShip(false, 9, 90)).toBe(SHAPE.dart);
  expect(shapeOfShip(false, null, 90)).toBe(SHAPE.dart);
  expect(shapeOfShip(true, 9, 90)).toBe(SHAPE.slim);
});
