import { beforeEach, expect, test, vi } from "vitest";
import { fakePage } from "../fake_page";
import type { ChartMap } from "../map/map";
import { newStore } from "../state";
import { VesselCard } from "./card";
import type { WatchList } from "./watch_list";

function stage(answer: () => Promise<Response>) {
  fakePage();
  vi.stubGlobal("fetch", vi.fn(answer));
  const store = newStore();
  const map = { fill: () => undefined, picture: { find: () => undefined } };
  const { element } = new VesselCard(store, map as unknown as ChartMap, {} as WatchList);
  store.set({ chosenContact: "mmsi:1", panel: "vessel" });
  return () => element.textContent;
}

beforeEach(() => void vi.useFakeTimers());

test("of whom the daemon does not know it is said that she is not there", async () => {
  const said = stage(() => Promise.resolve(Response.json({}, { status: 404 })));
  await vi.waitFor(() => expect(said()).toContain("She is not in the picture now."));
});

test("while no answer comes, nothing is said of her", async () => {
  const said = stage(() => Promise.reject(new TypeError("gone")));
  await vi.advanceTimersByTimeAsync(6000);
  expect(said()).toContain("Asking the daemon about her.");
});
