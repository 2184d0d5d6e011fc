import { expect, test } from "vitest";
import { fakePage, FakeElement } from "../fake_page";
import { listen } from "./keys";

function keyboard() {
  const { page } = fakePage();
  const done: string[] = [];
  listen([
    { keys: ["A"], says: "acknowledge", act: () => done.push("A") },
    { keys: ["J"], says: "next", act: () => done.push("J"), repeats: true },
    { keys: [" "], says: "pause", act: () => done.push("Space") },
  ]);
  const press = (
    key: string,
    more: { target?: unknown; repeat?: boolean; taken?: boolean } = {},
  ) => {
    const event = new Event("keydown", { cancelable: true });
    Object.assign(event, { key, repeat: more.repeat ?? false });
    if (more.target) Object.defineProperty(event, "target", { value: more.target });
    if (more.taken) event.preventDefault();
    page.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { done, press };
}

test("a key that is held acts once, but for those that go on step by step", () => {
  const { done, press } = keyboard();
  for (const key of ["a", "j"]) {
    press(key);
    for (let n = 0; n < 3; n += 1) expect(press(key, { repeat: true })).toBe(true);
  }
  expect(done).toEqual(["A", "J", "J", "J", "J"]);
});

test.each(["button", "summary", "select", "a"])("Space is left to a %s", (name) => {
  const { done, press } = keyboard();
  expect(press(" ", { target: new FakeElement(name) })).toBe(false);
  expect(press("a", { target: new FakeElement("button") })).toBe(true);
  expect(done).toEqual(["A"]);
});

test("Space is taken where nothing has the focus", () => {
  const { done, press } = keyboard();
  expect(press(" ")).toBe(true);
  expect(press(" ", { target: new FakeElement("body") })).toBe(true);
  expect(done).toEqual(["Space", "Space"]);
});

test("a key that something below has acted on does nothing more", () => {
  const { done, press } = keyboard();
  press("a", { taken: true });
  expect(done).toEqual([]);
});
