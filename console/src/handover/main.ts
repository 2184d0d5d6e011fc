// The watch handover on one page, to read and to print: what came, what was done, what is still open.
import "../style/handover.css";
import { h } from "../dom";
import { clock, date, ruleName } from "../format";
import { whoToWhom } from "../alerts/words";
import { get } from "../wire/http";
import type { Alert } from "../wire/alert";
import { utcOf } from "../time/span";
import { rfc3339 } from "../wire/vessels";

interface Handover {
  since: string;
  until: string;
  opened: Alert[];
  acknowledged: Alert[];
  closed: Alert[];
  open: Alert[];
  notes: Alert[];
  acts: Act[];
  /** There was more than is shown. */
  truncated: boolean;
}

/** What an officer did that is no alert's. */
interface Act {
  time: string;
  by: string;
  act: string;
  area: string | null;
  security_level: number | null;
  contact: string | null;
  note: string | null;
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

const since = h("input", {
  maxlength: 16,
  autocomplete: "off",
  placeholder: "or since 14:05",
  title: "As 2026-01-31 14:05, or 14:05 (UTC)",
  "aria-label": "Since a time (UTC)",
  on: { change: () => void show() },
});
hours.addEventListener("change", () => (since.value = ""));

document.body.append(
  h(
    "header",
    { class: "handover-bar" },
    h("a", { href: "/" }, "Console"),
    hours,
    since,
    h("button", { type: "button", class: "primary", on: { click: () => window.print() } }, "Print"),
  ),
  page,
);
void show();

async function show(): Promise<void> {
  try {
    const from = asked(await daemonTime());
    if (from === null) {
      page.replaceChildren(
        h("p", { role: "alert" }, "A time is written as 2026-01-31 14:05, or 14:05 (UTC)."),
      );
      return;
    }
    draw(await get<Handover>(`/api/v1/handover?since=${encodeURIComponent(rfc3339(from))}`));
  } catch (error) {
    const why = error instanceof Error ? error.message : "no answer";
    page.replaceChildren(h("p", { role: "alert" }, `The handover cannot be put together: ${why}`));
  }
}

/** Since when: the time written, else so many hours ago. Null where it is no time that has been. */
function asked(time: number): number | null {
  if (since.value.trim() === "") return time - Number(hours.value) * 3_600_000;
  const written = utcOf(since.value, time);
  return written !== null && written < time ? written : null;
}

/** By the daemon's clock: this machine's may be wrong. */
async function daemonTime(): Promise<number> {
  return Date.parse((await get<{ time: string }>("/readyz")).time);
}

function draw(of: Handover): void {
  const when = (time: string) => `${date(time)} ${clock(time)}`;
  page.replaceChildren(
    h("h1", {}, "Watch handover"),
    h("p", { class: "span" }, `From ${when(of.since)} to ${when(of.until)} UTC`),
    ...(of.truncated
      ? [h("p", { role: "alert" }, "There was more than fits: ask for a shorter time.")]
      : []),
    h("dl", { class: "sums" }, ...sums(of)),
    ...list("Still open", of.open),
    ...list("Opened", of.opened),
    ...list("Acknowledged", of.acknowledged),
    ...list("Closed", of.closed),
    ...notes(of.notes),
    ...acts(of.acts),
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

const ACTS: Record<string, string> = {
  "security-level": "set the level of",
  "make-area": "made the area",
  "change-area": "changed the area",
  "delete-area": "deleted the area",
  watch: "put on the watch list:",
  unwatch: "took off the watch list:",
};

/** What changes the watch itself: areas, levels, the watch list. */
function acts(all: Act[]): HTMLElement[] {
  const items = all
    .filter(({ act }) => act in ACTS)
    .map(({ time, by, act, area, security_level, contact, note }) => {
      const level = security_level === null ? "" : ` to ${String(security_level)}`;
      const why = note ? `, \u201c${note}\u201d` : "";
      const what = `${ACTS[act] ?? act} ${area ?? contact ?? ""}${level}${why}`;
      return h("li", {}, `${date(time).slice(5)} ${clock(time)} ${by} ${what}`);
    });
  if (items.length === 0) return [];
  return [h("h2", {}, "Areas and watch list"), h("ul", { class: "notes" }, ...items)];
}
