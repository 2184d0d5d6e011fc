// Open alerts, live: most urgent first, then oldest.
import { byId, setChildren, setText } from "/assets/dom.js";
import { secondsSince, span } from "/assets/clock.js";
import { acknowledge } from "/assets/acts.js";
import { card } from "/assets/alert_card.js";

const OPEN = ["unacknowledged", "acknowledged", "rtn-unacknowledged"];
const PRIORITIES = ["emergency", "alarm", "warning", "caution"];
const RETRY_MILLIS = 2000;

export class Alerts {
  constructor({ changed, chosen, line }) {
    this.open = new Map();
    this.cards = new Map();
    this.chosen = null;
    this.tell = { changed, chosen, line };
  }

  // Every connection begins with a snapshot, so nothing of a daemon that has gone stays on.
  follow() {
    const stream = new EventSource("/api/v1/alerts/stream");
    stream.addEventListener("error", () => {
      stream.close();
      this.tell.line(false);
      setTimeout(() => this.follow(), RETRY_MILLIS);
    });
    stream.addEventListener("snapshot", (event) => {
      this.open = new Map(JSON.parse(event.data).items.map((alert) => [alert.id, alert]));
      this.tell.line(true);
      this.draw();
    });
    stream.addEventListener("alert", (event) => this.take(JSON.parse(event.data)));
  }

  take(alert) {
    const known = this.open.get(alert.id);
    if (known && known.revision > alert.revision) return;
    if (OPEN.includes(alert.state)) this.open.set(alert.id, alert);
    else this.open.delete(alert.id);
    this.draw();
  }

  sorted() {
    const rank = (alert) => PRIORITIES.indexOf(alert.priority);
    return [...this.open.values()].sort((a, b) =>
      rank(a) - rank(b) || a.raised_at.localeCompare(b.raised_at) || a.id.localeCompare(b.id));
  }

  choose(id) {
    this.chosen = id;
    this.draw();
    this.cards.get(id)?.node.scrollIntoView({ block: "nearest" });
    this.tell.chosen(this.open.get(id) ?? null);
  }

  // The next or the previous one in the list.
  step(by) {
    const ids = this.sorted().map((alert) => alert.id);
    const at = ids.indexOf(this.chosen);
    const next = at < 0 ? (by > 0 ? 0 : ids.length - 1) : Math.min(ids.length - 1, Math.max(0, at + by));
    if (ids.length > 0) this.choose(ids[next]);
  }

  async acknowledge(id) {
    const alert = this.open.get(id);
    if (!alert || alert.state === "acknowledged" || this.acting) return;
    this.acting = true;
    const after = await acknowledge(alert);
    this.acting = false;
    if (after) this.take(after);
  }

  draw() {
    const alerts = this.sorted();
    if (this.chosen && !this.open.has(this.chosen)) {
      this.chosen = null;
      this.tell.chosen(null);
    }
    const waiting = alerts.filter((alert) => alert.state !== "acknowledged").length;
    setText(byId("alert-count"), alerts.length === 0 ? "none" : `${alerts.length}, ${waiting} not acknowledged`);
    document.title = waiting > 0 ? `(${waiting}) Watch - Picket` : "Watch - Picket";
    const focused = document.activeElement?.closest?.("[data-alert]")?.dataset.alert;
    const wasButton = document.activeElement?.localName;
    setChildren(byId("alerts"), alerts.map((alert) => this.cardOf(alert)));
    for (const id of this.cards.keys()) if (!this.open.has(id)) this.cards.delete(id);
    if (focused && wasButton === "button" && !byId("alerts").contains(document.activeElement)) {
      this.cards.get(focused)?.node.querySelector("button")?.focus();
    }
    this.age();
    this.tell.changed(alerts);
  }

  cardOf(alert) {
    const known = this.cards.get(alert.id);
    if (known?.revision === alert.revision) {
      known.node.classList.toggle("chosen", alert.id === this.chosen);
      return known.node;
    }
    const node = card(alert, {
      choose: () => this.choose(alert.id),
      acknowledge: () => this.acknowledge(alert.id),
    });
    node.classList.toggle("chosen", alert.id === this.chosen);
    this.cards.set(alert.id, { node, revision: alert.revision });
    return node;
  }

  age() {
    for (const time of document.querySelectorAll("time.age")) {
      setText(time, span(secondsSince(time.dateTime)));
    }
  }
}
