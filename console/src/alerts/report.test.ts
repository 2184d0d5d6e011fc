import { expect, test, vi } from "vitest";
import { fakePage } from "../fake_page";
import type { ChartMap } from "../map/map";
import { newStore } from "../state";
import type { Officer } from "./officer";
import { ReportForm } from "./report";

function stage() {
  const { get } = fakePage();
  vi.useFakeTimers();
  vi.stubGlobal("Option", vi.fn());
  const answers: { resolve: (answer: Response) => void; reject: (error: Error) => void }[] = [];
  vi.stubGlobal(
    "fetch",
    () => new Promise<Response>((resolve, reject) => answers.push({ resolve, reject })),
  );
  const centre = { lng: 1, lat: 2 };
  const map = { view: { getCenter: () => ({ wrap: () => centre }) } } as unknown as ChartMap;
  const officer = { initials: () => Promise.resolve("AB") } as unknown as Officer;
  const store = newStore();
  const form = new ReportForm(store, map, officer);
  const settled = () => vi.advanceTimersByTimeAsync(0);
  const report = async (note: string) => {
    get("report-note").value = note;
    get("report-form").dispatchEvent(new Event("submit", { cancelable: true }));
    await settled();
  };
  const said = () => get("report-said").textContent;
  return { get, store, form, answers, report, said, settled };
}

const alert = { id: "a", seq: 1, state: "unacknowledged" };

test("a report that has to wait for the one before says so, and goes once that is answered", async () => {
  const { form, answers, report, said, settled } = stage();
  form.open();
  await report("smoke");
  await report("fire");
  expect(answers).toHaveLength(1);
  expect(said()).toMatch(/still being sent/);
  answers[0]?.resolve(Response.json(alert));
  await settled();
  expect(said()).toBe("");
  await report("fire");
  expect(answers).toHaveLength(2);
});

test("a report that nobody answered may have been taken, which is said also where the form is closed", async () => {
  const { get, form, answers, report, said, settled } = stage();
  form.open();
  await report("smoke");
  get("report-cancel").click();
  answers[0]?.reject(new Error("the daemon did not answer within 45 s"));
  await settled();
  expect(said()).toMatch(/^Not reported as far as is known: .*within 45 s/);
  expect(get("notice").textContent).toBe(said());
});

test("a report that was refused was not taken", async () => {
  const { form, answers, report, said, settled } = stage();
  form.open();
  await report("smoke");
  answers[0]?.resolve(Response.json({ detail: "no place" }, { status: 422 }));
  await settled();
  expect(said()).toBe("Not reported: no place");
});
