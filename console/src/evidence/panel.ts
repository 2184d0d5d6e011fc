// The evidence of the chosen alert: why it was raised, who takes part, how it went on, what to do.
import { button, h, renew } from "../dom";
import { clock, date, position, ruleName } from "../format";
import { exerciseMark, priorityMark } from "../alerts/marks";
import type { Officer } from "../alerts/officer";
import { standing, whoToWhom } from "../alerts/words";
import type { ChartMap } from "../map/map";
import { printLight } from "../shell/paper";
import { shownAlerts, type Console } from "../state";
import { now } from "../time/now";
import type { Alert } from "../wire/alert";
import { get } from "../wire/http";
import { ActArea } from "./acts";
import { Charts } from "./charts";
import { course, pair, sailings } from "./encounter";
import { caption, saveGeoJson, savePicture } from "./export";
import { drawEvidence } from "./geometry";
import { history } from "./history";
import { advice, measures, participants, score, sentences } from "./parts";

/** Width of a chart until the panel is on the screen and has its own. Pixels. */
const CHART_WIDTH = 300;

export class EvidencePanel {
  readonly element = h("section", { class: "evidence", "aria-label": "Evidence" });
  #shown: { id: string; seq: number; theme: string } | null = null;
  #revisions: Alert[] = [];
  #acts: ActArea | null = null;
  #charts: Charts | null = null;

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
    private readonly officer: Officer,
  ) {
    store.watch(
      ["chosenAlert", "alerts", "pastAlerts", "mode", "theme"],
      () => void this.#follow(),
    );
    new ResizeObserver(() => this.#charts?.fit(this.element.clientWidth)).observe(this.element);
  }

  async #follow(): Promise<void> {
    const { state } = this.store;
    const id = state.chosenAlert;
    const alert = id === null ? undefined : shownAlerts(state).get(id);
    if (!alert) {
      if (this.#shown) this.map.fill("evidence", []);
      this.#shown = null;
      this.#acts = null;
      this.#charts?.end();
      this.#charts = null;
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
    if (shown?.id !== alert.id) {
      this.#revisions = [];
      this.#acts = new ActArea(this.officer);
      // Buttons of another alert may look the same, and are not.
      this.element.replaceChildren();
    }
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
    const all = sailings([
      ...this.#revisions.flatMap(({ evidence }) => evidence.positions),
      ...alert.evidence.positions,
    ]);
    this.map.fill("evidence", drawEvidence(alert, all));
    this.#acts?.show(alert);
    // What an officer is pressing or writing survives a revision that comes in meanwhile.
    renew(this.element, [
      head(alert),
      ...(this.#acts ? [this.#acts.element] : []),
      ...(alert.evidence.measures.length > 0 ? [measures(alert)] : []),
      ...this.#chart(alert, all),
      ...this.#participants(alert),
      ...missing(alert),
      ...advice(alert),
      score(alert),
      ...(this.#revisions.length > 0
        ? [h("h3", {}, "What happened"), history(this.#revisions)]
        : []),
      ...sentences(alert),
      this.#foot(alert),
    ]);
  }

  #participants(alert: Alert): HTMLElement[] {
    if (alert.participants.length === 0) return [];
    const choose = (contact: string) => this.store.set({ chosenContact: contact, panel: "vessel" });
    return [h("h3", {}, "Who takes part"), participants(alert, choose)];
  }

  #chart(alert: Alert, all: ReturnType<typeof sailings>): HTMLElement[] {
    this.#charts?.end();
    this.#charts = null;
    const two = pair(alert, all);
    const seen = two && course(two);
    if (!seen || seen.times.length < 3) return [];
    const limit = (name: string) =>
      alert.evidence.measures.find((one) => one.name === name)?.limit ?? null;
    this.#charts = new Charts(
      seen,
      limit("range"),
      limit("closing"),
      this.element.clientWidth || CHART_WIDTH,
    );
    return this.#charts.elements;
  }

  #foot({ id }: Alert): HTMLElement {
    // The buttons stay from revision to revision: each takes the one that is shown.
    const shown = () => shownAlerts(this.store.state).get(id);
    const geoJson = () => {
      const alert = shown();
      if (alert) saveGeoJson(alert);
    };
    const picture = async () => {
      const alert = shown();
      const { mode } = this.store.state;
      const replayed = mode.kind === "replay" ? mode.at : null;
      if (alert) savePicture(alert, await this.map.snapshot(caption(alert, replayed)));
    };
    return h(
      "div",
      { class: "foot" },
      button("GeoJSON", geoJson, { title: "Save the evidence as GeoJSON" }),
      button("Picture", () => void picture(), { title: "Save the map as PNG" }),
      button("Print", () => void printLight(this.store, this.map), {
        title: "A page of the evidence, also as PDF",
      }),
      h(
        "a",
        { href: `#alert=${encodeURIComponent(id)}`, title: "A link that opens this alert" },
        "Link",
      ),
      h(
        "a",
        {
          href: `/api/v1/alerts/${encodeURIComponent(id)}`,
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
    h("p", { class: "paper" }, `Alert ${alert.id}, revision ${String(alert.revision)}`),
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
