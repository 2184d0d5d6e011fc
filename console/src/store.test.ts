import { expect, test } from "vitest";
import { Store } from "./store";

test("changes of one turn are told once, and only to those who watch them", async () => {
  const store = new Store({ a: 1, b: 1 });
  const seen: number[] = [];
  let others = 0;
  store.watch(["a"], ({ a }) => seen.push(a));
  store.watch(["b"], () => (others += 1));
  store.set({ a: 2 });
  store.set({ a: 3 });
  store.set({ b: 1 });
  await Promise.resolve();
  expect(seen).toEqual([1, 3]);
  expect(others).toBe(1);
});
