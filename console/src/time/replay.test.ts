import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakePage } from "../fake_page";
import type { ChartMap } from "../map/map";
import { Picture } from "../map/picture";
import { newStore } from "../state";
import { Replay } from "./replay";

function stage(answer: (path: string) => Promise<Response>) {
  fakePage();
  vi.stubGlobal("fetch", vi.fn(answer));
  const store = newStore();
  const nothing = () => undefined;
  const map = {
    view: { on: nothing },
    trails: { clear: nothing, note: nothing },
    bbox: () => [-180, -90, 180, 90],
    repaint: nothing,
  };
  const replay = new Replay(store, map as unknown as ChartMap, new Picture());
  return { store, replay };
}

const nobody = (path: string) =>
  Promise.resolve(
    path.includes("/live/past")
      ? new Response(new ArrayBuffer(0))
      : Response.json({ items: [], next: null }),
  );

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a replay goes on at the pace that was chosen for the one before", () => {
  const { store, replay } = stage(nobody);
  const pace = () => (store.state.mode.kind === "replay" ? store.state.mode.rate : null);
  replay.enter(0);
  expect(pace()).toBe(10);
  replay.setRate(50);
  replay.backToLive();
  replay.enter(0);
  expect(pace()).toBe(50);
});

test("whether the alerts of a time are there is known, and that they are not to be had", async () => {
  let isThere = true;
  const { store, replay } = stage((path) =>
    isThere ? nobody(path) : Promise.reject(new TypeError("gone")),
  );
  const known = () => store.state.pastAlertsKnown;
  replay.enter(0);
  expect(known()).toBe("asked");
  await vi.waitFor(() => expect(known()).toBe("known"));
  isThere = false;
  replay.backToLive();
  replay.enter(0);
  expect(known()).toBe("asked");
  await vi.waitFor(() => expect(known()).toBe("failed"));
  replay.backToLive();
});

test("how far the alerts of another time were read says nothing of the one that is asked for", async () => {
  const { store, replay } = stage(nobody);
  replay.enter(0);
  await vi.waitFor(() => expect(store.state.pastAlertsKnown).toBe("known"));
  store.set({ pastAlertsEnd: 5 });
  replay.enter(1e9);
  expect(store.state.pastAlertsEnd).toBeNull();
  replay.backToLive();
});
