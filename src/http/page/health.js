// Feeds, store and the line to the daemon. What cannot be known is shown as unknown, never as quiet.
import { byId, element, setChildren, setText } from "/assets/dom.js";
import { hours, now, serverSays, span } from "/assets/clock.js";

export class Health {
  constructor() {
    this.connected = null;
    this.answered = null;
    this.readiness = null;
    this.chips = new Map();
  }

  // The alert stream is open, or not.
  line(open) {
    this.connected = open;
    this.draw();
  }

  async ask() {
    const askedAt = Date.now();
    try {
      const answer = await fetch("/readyz", { cache: "no-store" });
      this.readiness = await answer.json();
      serverSays(this.readiness.time, askedAt, Date.now());
      this.answered = true;
      this.lastAnswer = now();
    } catch {
      this.answered = false;
    }
    this.draw();
  }

  draw() {
    const live = this.connected && this.answered;
    const gone = this.answered === false || this.connected === false;
    const line = byId("line");
    line.className = `chip ${live ? "live" : gone ? "broken" : "waiting"}`;
    setText(line, live ? "live" : gone ? "reconnecting" : "connecting");
    if (this.readiness) {
      this.drawFeeds(this.readiness.feeds);
      this.drawStore(this.readiness.store);
    }
    const text = this.warning() ?? "";
    setText(byId("deaf"), text);
    byId("deaf").hidden = text === "";
    document.body.classList.toggle("unsure", this.isDeaf());
    this.drawNothing();
  }

  drawFeeds(feeds) {
    for (const feed of feeds) {
      if (!this.chips.has(feed.name)) this.chips.set(feed.name, element("li"));
      const chip = this.chips.get(feed.name);
      chip.className = this.answered === false ? "unknown"
        : feed.silent ? "silent" : feed.problem ? "trouble" : feed.last_message ? "heard" : "unknown";
      const age = feed.age_seconds === null ? "nothing yet" : span(feed.age_seconds);
      const state = feed.silent ? "SILENT " : "";
      setText(chip, this.answered === false ? `${feed.name} unknown` : `${feed.name} ${state}${age}`);
      chip.title = feed.problem ?? (feed.connected ? "its source is open" : "its source is not open");
    }
    setChildren(byId("feeds"), feeds.map((feed) => this.chips.get(feed.name)));
  }

  drawStore(store) {
    const chip = byId("store");
    chip.hidden = store.status === "writing";
    chip.title = store.problem ?? "";
  }

  isDeaf() {
    const { feeds, silent } = this.readiness ?? { feeds: [], silent: [] };
    return this.answered === false || this.connected === false
      || (this.readiness !== null && silent.length === feeds.length);
  }

  // A silent receiver must not look like a quiet sea.
  warning() {
    if (this.answered === false) {
      const since = this.lastAnswer ? ` since ${hours(this.lastAnswer)} UTC` : "";
      return `NO ANSWER from the daemon${since}: nothing below is current. Reconnecting.`;
    }
    if (this.connected === false) return "The alert stream is interrupted: alerts below may be old. Reconnecting.";
    if (!this.readiness) return null;
    const { status, feeds, silent, store } = this.readiness;
    if (status === "starting" || status === "draining") return `The daemon is ${status}: the watch is not complete.`;
    if (feeds.length === 0) return "No feed is configured: nothing can be seen.";
    if (silent.length === feeds.length) return "ALL FEEDS ARE SILENT: an empty picture means nothing.";
    if (silent.length > 0) return `SILENT: ${silent.join(", ")}. Its waters are not being watched.`;
    if (store.problem) return `The store does not take anything in: ${store.problem}`;
    return null;
  }

  drawNothing() {
    const none = byId("no-alerts");
    none.hidden = byId("alerts").childElementCount > 0;
    if (this.isDeaf()) {
      setText(none, "No open alert is known, but nothing can be heard: this is not a quiet sea.");
    } else if (this.readiness && this.connected) {
      const feeds = this.readiness.feeds.length === 1 ? "1 feed" : `${this.readiness.feeds.length} feeds`;
      setText(none, `No open alert. ${feeds} watched; whatever a rule finds appears here by itself.`);
    } else {
      setText(none, "Asking the daemon for open alerts.");
    }
  }
}
