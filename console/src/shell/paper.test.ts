import { beforeEach, expect, test, vi } from "vitest";
import { newStore } from "../state";
import { printLight } from "./paper";

const print = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  print.mockReset();
  vi.stubGlobal("window", { print });
});

test("a map that never rests is printed all the same, and the theme comes back", async () => {
  const store = newStore();
  const never = { drawn: () => new Promise<void>(() => undefined) };
  const printed = printLight(store, never);
  print.mockImplementation(() => expect(store.state.theme).toBe("light"));
  await vi.advanceTimersByTimeAsync(5000);
  await printed;
  expect(print).toHaveBeenCalledOnce();
  expect(store.state.theme).toBe("dark");
});

test("a second press while the first is under way prints nothing more and keeps the theme", async () => {
  const store = newStore();
  let rest = () => {};
  const map = { drawn: () => new Promise<void>((resolve) => (rest = resolve)) };
  const both = [printLight(store, map), printLight(store, map)];
  rest();
  await Promise.all(both);
  expect(print).toHaveBeenCalledOnce();
  expect(store.state.theme).toBe("dark");
});

test("the theme comes back where printing fails", async () => {
  const store = newStore();
  print.mockImplementation(() => {
    throw new Error("no printer");
  });
  await expect(printLight(store, { drawn: () => Promise.resolve() })).rejects.toThrow("no printer");
  expect(store.state.theme).toBe("dark");
});
