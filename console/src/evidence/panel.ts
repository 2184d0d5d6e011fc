// The evidence of the chosen alert: why it was raised, who takes part, how it went on, what to do.
import { button, h } from "../dom";
import { clock, date, position, ruleName } from "../format";
import { exerciseMark, priorityMark } from "../alerts/marks";
import type { Officer } from "../alerts/officer";
import { standing, whoToWhom } from "../alerts/words";
import type { ChartMap } from "../map/map";
import { shownAlerts, type Console } from "../state";
import { now } from "../time/now";
import type { Alert } from "../wire/alert";
import { get } from "../wire/http";
import { acts } from "./acts";
import { charts } from "./charts";
import { course, pair, sailings } from "./encounter";
import { saveGeoJson, savePicture } from "./export";
import { drawEvidence } from "./geometry";
import { history } from "./history";
import { advice, measures, participants, score, sentences } from "./parts";

/** Inner width of the panel, pixels. */
const CHART_WIDTH = 336;

export class EvidencePanel {
  readonly element = h("section", { class: "evidence", "aria-label": "Evidence" });
  #shown: { id: string; seq: number; theme: string } | null = null;
  #revisions: Alert[] = [];

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
    private readonly officer: Officer,
  ) {
    store.watch(
      ["chosenAlert", "alerts", "pastAlerts", "mode", "theme"],
      () => void this.#follow(),
    );
  }

  async #follow(): Promise<void> {
    const { state } = this.store;
    const id = state.chosenAlert;
    const alert = id === null ? undefined : shownAlerts(state).get(id);
    if (!alert) {
      if (this.#shown) this.map.fill("evidence", []);
      this.#shown = null;
      this.element.replaceChildren(
        h(
          "p",
          { class: "empty" },
          id ? "This alert is not open at the time shown." : "No alert is chosen.",
        ),
      );
      return;
    }
    const shown = this.#shown;
    if (shown?.id === alert.id && shown.seq === alert.seq && shown.theme === state.theme) return;
    this.#shown = { id: alert.id, seq: alert.seq, theme: state.theme };
    if (shown?.id !== alert.id) this.#revisions = [];
    this.#draw(alert);
    await this.#askHistory(alert);
  }

  async #askHistory(alert: Alert): Promise<void> {
    try {
      const { items } = await get<{ items: Alert[] }>(
        `/api/v1/alerts/${encodeURIComponent(alert.id)}/history`,
      );
      if (this.#shown?.id !== alert.id || this.#shown.seq !== alert.seq) return;
      this.#revisions = items.filter(({ seq }) => seq <= alert.seq);
      this.#draw(alert);
    } catch {
      // The evidence stands without its history; the line above the map says that the daemon is gone.
    }
  }

  #draw(alert: Alert): void {
    const typing = this.element.querySelector(".act-form > *");
    const all = sailings([
      ...this.#revisions.flatMap(({ evidence }) => evidence.positions),
      ...alert.evidence.positions,
    ]);
    this.map.fill("evidence", drawEvidence(alert, all));
    this.element.replaceChildren(
      head(alert),
      acts(alert, this.officer),
      measures(alert),
      ...this.#charts(alert, all),
      h("h3", {}, "Who takes part"),
      participants(alert, (contact) => this.store.set({ chosenContact: contact, panel: "vessel" })),
      ...missing(alert),
      ...advice(alert),
      score(alert),
      ...(this.#revisions.length > 0
        ? [h("h3", {}, "What happened"), history(this.#revisions)]
        : []),
      sentences(alert) ?? "",
      this.#foot(alert),
    );
    // What an officer is writing survives a revision that comes in meanwhile.
    if (typing) this.element.querySelector(".act-form")?.append(typing);
  }

  #charts(alert: Alert, all: ReturnType<typeof sailings>): HTMLElement[] {
    const two = pair(alert, all);
    const seen = two && course(two);
    if (!seen || seen.times.length < 3) return [];
    const limit = (name: string) =>
      alert.evidence.measures.find((one) => one.name === name)?.limit ?? null;
    return charts(seen, limit("range"), limit("closing"), CHART_WIDTH);
  }

  #foot(alert: Alert): HTMLElement {
    const picture = async () => savePicture(alert, await this.map.snapshot());
    return h(
      "div",
      { class: "foot" },
      button("GeoJSON", () => saveGeoJson(alert), { title: "Save the evidence as GeoJSON" }),
      button("Picture", () => void picture(), { title: "Save the map as PNG" }),
      button("Print", () => window.print(), { title: "A page of the evidence, also as PDF" }),
      h(
        "a",
        { href: `#alert=${encodeURIComponent(alert.id)}`, title: "A link that opens this alert" },
        "Link",
      ),
      h(
        "a",
        {
          href: `/api/v1/alerts/${encodeURIComponent(alert.id)}`,
          target: "_blank",
          rel: "noopener",
        },
        "JSON",
      ),
    );
  }
}

function head(alert: Alert): HTMLElement {
  const rule = h(
    "a",
    {
      href: `/how-alerts-work#${encodeURIComponent(alert.rule)}`,
      target: "_blank",
      rel: "noopener",
      title: "What raises and clears it",
    },
    ruleName(alert.rule),
  );
  const place = alert.position ? position(alert.position.coordinates) : "no position";
  return h(
    "header",
    { class: `head ${alert.priority} ${alert.state}` },
    priorityMark(alert.priority),
    h(
      "h2",
      {},
      rule,
      " ",
      h("small", {}, `version ${alert.rule_version}`),
      alert.exercise && exerciseMark(),
    ),
    h("p", { class: "who" }, whoToWhom(alert)),
    h(
      "p",
      { class: "standing" },
      h("b", {}, alert.priority),
      ...standing(alert, now()).map((part) => h("span", {}, part)),
    ),
    h(
      "p",
      { class: "where" },
      `${alert.area.name}, level ${String(alert.area.security_level)} \u00b7 ${place}`,
    ),
    h(
      "p",
      { class: "when" },
      `Raised ${date(alert.raised_at)} ${clock(alert.raised_at)} UTC${alert.cleared_at ? `, cleared ${clock(alert.cleared_at)}` : ""}, as of ${clock(alert.time)}`,
    ),
  );
}

function missing({ evidence }: Alert): HTMLElement[] {
  const { missing_layers } = evidence;
  if (missing_layers.length === 0) return [];
  return [h("p", { class: "missing" }, `Judged without: ${missing_layers.join(", ")}`)];
}
