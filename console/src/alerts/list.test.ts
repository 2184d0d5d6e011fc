import { beforeEach, expect, test, vi } from "vitest";
import { fakePage } from "../fake_page";
import { newStore } from "../state";
import type { Alert } from "../wire/alert";
import { AlertList } from "./list";

function stage() {
  const { page, get } = fakePage();
  const store = newStore();
  const choose = vi.fn();
  new AlertList(store, { choose, acknowledge: () => undefined });
  return { page, get, store, choose };
}

const waits = (id: string, more: Partial<Alert> = {}) =>
  ({
    ...{ id, seq: 1, state: "unacknowledged", priority: "alarm", rule: "fast-approach" },
    ...{ raised_at: "2026-01-01T00:00:00Z", area: { name: "" }, participants: [] },
    ...{ evidence: { measures: [] }, transition: "raised", ...more },
  }) as unknown as Alert;

const replay = { kind: "replay", from: 0, to: 9, at: 5, rate: 10, playing: true } as const;

/** What is told at the end of a turn. */
const told = () => Promise.resolve();

beforeEach(() => void vi.useFakeTimers());

test("that a replay shows no alert means that there was none only once they have come", async () => {
  const { get, store } = stage();
  const said: string[] = [];
  for (const pastAlertsKnown of ["asked", "failed", "known"] as const) {
    store.set({ mode: replay, pastAlertsKnown });
    await told();
    said.push(get("no-alerts").textContent);
  }
  expect(said[0]).toMatch(/^Asking/);
  expect(said[1]).toMatch(/may have been/);
  expect(said[2]).toBe("No alert was open at this time.");
});

test("beyond the transitions that were read, an empty list says that there may have been alerts", async () => {
  const { get, store } = stage();
  const said = () => get("no-alerts").textContent;
  store.set({ mode: replay, pastAlertsKnown: "known", pastAlertsEnd: 5 });
  await told();
  expect(said()).toBe("No alert was open at this time.");
  store.set({ pastAlertsEnd: 4 });
  await told();
  expect(said()).toMatch(/too many to be read: there may have been some/);
});

test("the title of the page counts what waits now, whatever time is shown", async () => {
  const { page, get, store } = stage();
  store.set({ alerts: new Map([["a", waits("a")]]) });
  await told();
  expect(page.title).toBe("(1) Picket");
  expect(get("live-waits").hidden).toBe(true);
  const past = ["b", "c"].map((id) => [id, waits(id)] as const);
  store.set({ mode: replay, pastAlerts: new Map(past) });
  await told();
  expect(page.title).toBe("(1) Picket");
  expect(get("asking-count").textContent).toBe("2 unacknowledged");
  expect(get("live-waits").hidden).toBe(false);
  store.set({ alerts: new Map() });
  await told();
  expect(page.title).toBe("Picket");
  expect(get("live-waits").hidden).toBe(true);
});

test("the card of an alert that goes on stays, with its buttons, where it is scrolled to", async () => {
  const { get, store } = stage();
  const show = async (...alerts: Alert[]) => {
    store.set({ alerts: new Map(alerts.map((one) => [one.id, one])) });
    await told();
  };
  await show(waits("a"), waits("b"));
  const card = get("alerts").children[0];
  const title = card?.querySelector("button");
  const scrolled = vi.fn();
  Object.assign(card ?? {}, { scrollIntoView: scrolled });
  store.set({ chosenAlert: "a" });
  await told();
  expect(scrolled).toHaveBeenCalledTimes(1);
  const later = { seq: 2, state: "acknowledged", acknowledged_by: "CD" } as const;
  await show(waits("a", later), waits("b"));
  expect(get("alerts").children[0]).toBe(card);
  expect(card?.querySelector("button")).toBe(title);
  expect(card?.textContent).toContain("acknowledged by CD");
  expect(card?.textContent).not.toContain("Acknowledge");
  expect(card?.className).toContain("chosen");
  expect(scrolled).toHaveBeenCalledTimes(1);
});
