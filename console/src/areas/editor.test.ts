import { expect, test } from "vitest";
import type { WatchArea } from "../wire/areas";
import { idOf } from "./editor";

const area = (id: string): WatchArea => ({ properties: { id } }) as WatchArea;

test.each([
  ["Port of Rønne, north", "port-of-r-nne-north"],
  ["  <b>!!</b> ", "b-b"],
  ["---", "area"],
])("%j has the id %s", (name, id) => {
  expect(idOf(name, [])).toBe(id);
});

test("an id that is taken gets a number", () => {
  expect(idOf("Box", [area("box"), area("box-2")])).toBe("box-3");
});
