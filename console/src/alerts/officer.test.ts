import { expect, test, vi } from "vitest";
import { fakePage } from "../fake_page";
import { newStore } from "../state";
import type { Alert } from "../wire/alert";
import { Officer } from "./officer";

function stage() {
  const { get } = fakePage();
  const fetched = vi.fn((_: string, init: { body: string }) =>
    Promise.resolve(Response.json({ ...seen(9), body: JSON.parse(init.body) as unknown })),
  );
  vi.stubGlobal("fetch", fetched);
  const store = newStore();
  store.set({ alerts: new Map([["a", seen(3)]]) });
  const sign = (initials: string) => {
    get("initials").value = initials;
    get("signature").close("ok");
  };
  return { get, store, officer: new Officer(store), sign, fetched };
}

const seen = (revision: number) =>
  ({ id: "a", seq: revision, revision, state: "unacknowledged" }) as Alert;

test("an act bears the revision that was seen when it was decided on", async () => {
  const { store, officer, sign, fetched } = stage();
  const done = officer.act("a", { act: "acknowledge" });
  store.set({ alerts: new Map([["a", seen(4)]]) });
  sign("AB");
  expect(await done).toBe(true);
  const sent = JSON.parse(fetched.mock.calls[0]?.[1].body ?? "{}") as unknown;
  expect(sent).toEqual({ revision: 3, by: "AB" });
});

test("nothing is done where the dialog for initials is cancelled", async () => {
  const { get, officer, fetched } = stage();
  const done = officer.act("a", { act: "acknowledge" });
  get("initials").value = "AB";
  get("signature-cancel").click();
  expect(await done).toBe(false);
  expect(fetched).not.toHaveBeenCalled();
});
