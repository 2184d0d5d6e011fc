// The watch handover on one page, to read and to print: what came, what was done, what is still open.
import "../style/handover.css";
import { h } from "../dom";
import { clock, date, ruleName } from "../format";
import { whoToWhom } from "../alerts/words";
import { get } from "../wire/http";
import type { Alert } from "../wire/alert";
import { rfc3339 } from "../wire/vessels";

interface Handover {
  since: string;
  until: string;
  opened: Alert[];
  acknowledged: Alert[];
  closed: Alert[];
  open: Alert[];
  notes: Alert[];
}

const HOURS = [4, 8, 12, 24];
const page = h("main", {});
const hours = h(
  "select",
  { "aria-label": "Since", on: { change: () => void show() } },
  ...HOURS.map((one) =>
    h("option", { value: one, selected: one === 8 }, `the last ${String(one)} hours`),
  ),
);

document.body.append(
  h(
    "header",
    { class: "handover-bar" },
    h("a", { href: "/" }, "Console"),
    hours,
    h("button", { type: "button", class: "primary", on: { click: () => window.print() } }, "Print"),
  ),
  page,
);
void show();

async function show(): Promise<void> {
  try {
    const since = (await eventTime()) - Number(hours.value) * 3_600_000;
    const asked = encodeURIComponent(rfc3339(since));
    draw(await get<Handover>(`/api/v1/handover?since=${asked}`));
  } catch (error) {
    const why = error instanceof Error ? error.message : "no answer";
    page.replaceChildren(h("p", { role: "alert" }, `The handover cannot be put together: ${why}`));
  }
}

/** By the daemon's clock: this machine's may be wrong. */
async function eventTime(): Promise<number> {
  return Date.parse((await get<{ time: string }>("/readyz")).time);
}

function draw(of: Handover): void {
  const when = (time: string) => `${date(time)} ${clock(time)}`;
  page.replaceChildren(
    h("h1", {}, "Watch handover"),
    h("p", { class: "span" }, `From ${when(of.since)} to ${when(of.until)} UTC`),
    h("dl", { class: "sums" }, ...sums(of)),
    ...list("Still open", of.open),
    ...list("Opened", of.opened),
    ...list("Acknowledged", of.acknowledged),
    ...list("Closed", of.closed),
    ...notes(of.notes),
    h(
      "p",
      { class: "sign" },
      "Handed over by ______________________ taken over by ______________________",
    ),
  );
}

function sums({ open, opened, acknowledged, closed }: Handover): HTMLElement[] {
  const pairs = [
    ["open now", open],
    ["opened", opened],
    ["acknowledged", acknowledged],
    ["closed", closed],
  ] as const;
  return pairs.flatMap(([name, all]) => [h("dt", {}, name), h("dd", {}, all.length)]);
}

function list(title: string, alerts: Alert[]): HTMLElement[] {
  if (alerts.length === 0) return [h("h2", {}, title), h("p", { class: "none" }, "None.")];
  const head = ["Time", "Priority", "What", "Who", "Area", "State"].map((text) =>
    h("th", { scope: "col" }, text),
  );
  const rows = alerts.map((alert) =>
    h(
      "tr",
      {},
      h("td", {}, `${date(alert.time).slice(5)} ${clock(alert.time)}`),
      h("td", {}, alert.priority),
      h(
        "td",
        {},
        h("a", { href: `/#alert=${alert.id}` }, ruleName(alert.rule)),
        alert.exercise ? " (EXERCISE)" : "",
      ),
      h("td", {}, whoToWhom(alert)),
      h("td", {}, alert.area.name),
      h(
        "td",
        {},
        [alert.state, alert.acknowledged_by && `by ${alert.acknowledged_by}`, alert.disposition]
          .filter(Boolean)
          .join(", "),
      ),
    ),
  );
  return [
    h("h2", {}, title),
    h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)),
  ];
}

function notes(all: Alert[]): HTMLElement[] {
  if (all.length === 0) return [];
  const items = all.map(({ time, rule, cause }) =>
    h(
      "li",
      {},
      `${date(time).slice(5)} ${clock(time)} ${ruleName(rule)}, ${cause?.by ?? ""}: ${cause?.note ?? ""}`,
    ),
  );
  return [h("h2", {}, "Notes"), h("ul", { class: "notes" }, ...items)];
}
