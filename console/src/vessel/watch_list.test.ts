import { expect, test, vi } from "vitest";
import type { Officer } from "../alerts/officer";
import { fakePage } from "../fake_page";
import { newStore } from "../state";
import type { Listed } from "../wire/vessels";
import { WatchList } from "./watch_list";

test("who was to be put on the list is not taken off, though another has put her there", async () => {
  fakePage();
  vi.useFakeTimers();
  const fetched = vi.fn((_: string, init?: { method?: string }) =>
    Promise.resolve(Response.json({ items: [], method: init?.method })),
  );
  vi.stubGlobal("fetch", fetched);
  const store = newStore();
  let sign: (initials: string) => void = () => undefined;
  const initials = () => new Promise<string>((resolve) => (sign = resolve));
  const list = new WatchList(store, { initials } as unknown as Officer, () => undefined);
  const done = list.toggle("mmsi:1");
  const since = "2026-01-01T12:00:00Z";
  const her: Listed = { contact: "mmsi:1", mmsi: 1, name: null, by: "CD", since, note: null };
  store.set({ watchList: new Map([[her.contact, her]]) });
  sign("AB");
  await done;
  const methods = fetched.mock.calls.map(([, init]) => init?.method);
  expect(methods.filter(Boolean)).toEqual(["PUT"]);
});
