import { expect, test, vi } from "vitest";
import type { Officer } from "../alerts/officer";
import { fakePage, FakeElement } from "../fake_page";
import type { ChartMap } from "../map/map";
import { newStore } from "../state";
import { AreasPanel } from "./panel";

const area = {
  type: "Feature",
  geometry: { type: "Point", coordinates: [1, 2] },
  properties: {
    ...{ id: "a", name: "Anchorage", kind: "anchorage", security_level: 1 },
    ...{ radius_nm: 1, editable: true },
  },
};

test("a level that is set while an area is edited leaves the editor open", async () => {
  fakePage();
  vi.useFakeTimers();
  let answer: ((answer: Response) => void) | undefined;
  vi.stubGlobal("fetch", (path: string) => {
    if (path.endsWith("/security-level")) return new Promise<Response>((done) => (answer = done));
    return Promise.resolve(Response.json(path.endsWith("/rules") ? [] : { features: [area] }));
  });
  const officer = { initials: () => Promise.resolve("AB") } as unknown as Officer;
  const panel = new AreasPanel(newStore(), {} as ChartMap, officer);
  const page = panel.element as unknown as FakeElement;
  const settled = () => vi.advanceTimersByTimeAsync(0);
  await settled();
  page.querySelector("select")?.dispatchEvent(new Event("change"));
  await settled();
  const edit = page.querySelector("li")?.children.at(-1);
  expect(edit?.textContent).toBe("Edit");
  edit?.click();
  expect(page.querySelector("form")).not.toBeNull();
  answer?.(Response.json(area));
  await settled();
  expect(page.querySelector("form")).not.toBeNull();
});
