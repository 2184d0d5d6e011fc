import { expect, test, vi } from "vitest";
import { fakePage } from "../fake_page";
import type { ChartMap } from "../map/map";
import { newStore } from "../state";
import { Search } from "./search";

function stage() {
  const { get } = fakePage();
  vi.useFakeTimers();
  const answers = new Map<string, (items: object[]) => void>();
  vi.stubGlobal("fetch", (path: string) => {
    const asked = decodeURIComponent(path.split(/q=|\//).at(-1) ?? "");
    return new Promise<Response>((resolve) =>
      answers.set(asked, (items) => resolve(Response.json({ items, geometry: items[0] ?? null }))),
    );
  });
  const flyTo = vi.fn();
  const map = { flyTo, picture: { find: () => undefined } } as unknown as ChartMap;
  const store = newStore();
  const search = new Search(store, map);
  const field = get("find");
  const enter = (text: string) => {
    field.value = text;
    field.dispatchEvent(Object.assign(new Event("keydown"), { key: "Enter" }));
  };
  const answer = async (text: string, ...items: object[]) => {
    answers.get(text)?.(items);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { store, search, enter, answer, field, flyTo };
}

const found = (contact: string) => ({
  contact,
  name: contact,
  mmsi: 1,
  call_sign: null,
  position: { type: "Point", coordinates: [1, 2] },
});

test("Enter opens what answers the text in the field", async () => {
  const { store, enter, answer } = stage();
  enter("FERRY");
  await answer("FERRY", found("ferry"));
  expect(store.state.chosenContact).toBe("ferry");
});

test("Enter opens nobody who was found for another text", async () => {
  const { store, enter, answer, field } = stage();
  enter("TANKER");
  await answer("TANKER");
  field.dispatchEvent(new Event("input"));
  enter("FERRY");
  field.value = "TUG";
  field.dispatchEvent(new Event("input"));
  await vi.advanceTimersByTimeAsync(200);
  await answer("TUG", found("tug"));
  field.value = "FERRY";
  await answer("FERRY", found("ferry"));
  expect(store.state.chosenContact).toBeNull();
});

test("the map flies to nobody who is no longer chosen", async () => {
  const { store, search, answer, flyTo } = stage();
  void search.goTo("a", null);
  void search.goTo("b", null);
  await answer("a", { type: "Point", coordinates: [1, 2] });
  expect(flyTo).not.toHaveBeenCalled();
  await answer("b", { type: "Point", coordinates: [3, 4] });
  expect(flyTo).toHaveBeenCalledExactlyOnceWith([3, 4]);
  expect(store.state.chosenContact).toBe("b");
});
