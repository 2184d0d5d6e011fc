// The list of alerts: by priority, then age; what it counts; what the filter hides, and says so.
import { byId, setChildren, setText } from "../dom";
import { isCut, nothingMeans } from "../health/readiness";
import { shownAlerts, type Console, type Filter, type State } from "../state";
import { now } from "../time/now";
import { asksForAcknowledgement, byPriorityThenAge, isOpen, type Alert } from "../wire/alert";
import { Card, type CardActs } from "./card";

/** The alerts shown, in order. */
export function listed(state: State): Alert[] {
  const open = [...shownAlerts(state).values()].filter(isOpen);
  return open.filter((alert) => passes(state.filter, alert)).sort(byPriorityThenAge);
}

export function passes(filter: Filter, alert: Alert): boolean {
  return (
    filter.priorities.has(alert.priority) &&
    (!filter.unacknowledgedOnly || asksForAcknowledgement(alert)) &&
    (filter.exercise || !alert.exercise) &&
    (filter.rule === "" || filter.rule === alert.rule)
  );
}

/** What it means that a replay shows none. */
const PAST: Record<State["pastAlertsKnown"], string> = {
  asked: "Asking the daemon for the alerts of this time.",
  known: "No alert was open at this time.",
  failed: "The alerts of this time could not be read: there may have been some.",
};
const CUT =
  "None is known, but the alerts of this time were too many to be read: there may have been some.";

export class AlertList {
  readonly #cards = new Map<string, Card>();
  /** The chosen one that has been brought into view: after that, the list is where it is scrolled to. */
  #brought: string | null = null;

  constructor(
    private readonly store: Console,
    private readonly acts: CardActs,
  ) {
    store.watch(
      [
        "alerts",
        "pastAlerts",
        "pastAlertsKnown",
        "pastAlertsEnd",
        "mode",
        "filter",
        "alertsKnown",
        "answered",
        "alertLine",
        "readiness",
      ],
      () => this.#draw(),
    );
    store.watch(["chosenAlert"], () => this.#markChosen());
    setInterval(() => this.#grow(), 1000);
  }

  #draw(): void {
    const { state } = this.store;
    const alerts = listed(state);
    const open = [...shownAlerts(state).values()].filter(isOpen);
    setChildren(
      byId("alerts"),
      alerts.map((alert) => this.#card(alert).element),
    );
    this.#count(open, alerts.length);
    const none = byId("no-alerts");
    none.hidden = alerts.length > 0;
    const hidden = open.length - alerts.length;
    setText(none, this.#meaning(hidden));
    const shown = new Set(alerts.map(({ id }) => id));
    for (const id of this.#cards.keys()) if (!shown.has(id)) this.#cards.delete(id);
    this.#markChosen();
  }

  #meaning(hidden: number): string {
    const { state } = this.store;
    if (hidden > 0) return `The filter hides ${String(hidden)} open alert${hidden > 1 ? "s" : ""}.`;
    if (state.mode.kind === "live") return nothingMeans(state);
    return isCut(state) ? CUT : PAST[state.pastAlertsKnown];
  }

  #count(open: Alert[], shown: number): void {
    const asking = open.filter(asksForAcknowledgement).length;
    setText(byId("alert-count"), `${String(open.length)} open`);
    const count = byId("asking-count");
    setText(count, `${String(asking)} unacknowledged`);
    count.classList.toggle("some", asking > 0);
    this.#countLive();
    const hidden = open.length - shown;
    setText(byId("hidden-count"), hidden > 0 ? `${String(hidden)} hidden by the filter` : "");
  }

  /** Who looks at the past is told what waits for him now. */
  #countLive(): void {
    const { mode, alerts } = this.store.state;
    const waiting = [...alerts.values()].filter(asksForAcknowledgement).length;
    document.title = waiting > 0 ? `(${String(waiting)}) Picket` : "Picket";
    const line = byId("live-waits");
    line.hidden = mode.kind === "live" || waiting === 0;
    const many = waiting === 1 ? "1 alert waits" : `${String(waiting)} alerts wait`;
    setText(line, `NOW: ${many} for acknowledgement. Back to LIVE (R)`);
  }

  #card(alert: Alert): Card {
    const card = this.#cards.get(alert.id) ?? new Card(alert, now(), this.acts);
    card.show(alert, now());
    this.#cards.set(alert.id, card);
    return card;
  }

  #markChosen(): void {
    const { chosenAlert } = this.store.state;
    for (const [id, card] of this.#cards) card.choose(id === chosenAlert);
    const chosen = chosenAlert === null ? undefined : this.#cards.get(chosenAlert);
    if (chosen && this.#brought !== chosenAlert)
      chosen.element.scrollIntoView({ block: "nearest" });
    this.#brought = chosen ? chosenAlert : null;
  }

  #grow(): void {
    for (const card of this.#cards.values()) card.grow(now());
  }
}
