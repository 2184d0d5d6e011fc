// Feed health and the clock. Whatever cannot be known is shown as unknown, never as quiet.
const byId = (id) => document.getElementById(id);

export class Health {
  constructor() {
    this.connected = false;
    this.answered = false;
    this.feeds = [];
    this.silent = [];
    this.status = null;
    this.exercises = new Map();
  }

  clock() {
    byId("clock").textContent = `${new Date().toISOString().slice(11, 19)} UTC`;
  }

  // The line to the server: the alert stream is open.
  line(open) {
    this.connected = open;
    const chip = byId("line");
    chip.className = open ? "chip live" : "chip broken";
    chip.textContent = open ? "live" : "no connection";
    this.warn();
  }

  exercise(where, seen) {
    this.exercises.set(where, seen);
    byId("exercise").hidden = ![...this.exercises.values()].some(Boolean);
  }

  async ask() {
    try {
      const answer = await fetch("/readyz", { cache: "no-store" });
      const readiness = await answer.json();
      this.answered = true;
      this.feeds = readiness.feeds;
      this.silent = readiness.silent;
      this.status = readiness.status;
      this.drawFeeds();
      this.drawStore(readiness.store);
    } catch {
      this.answered = false;
    }
    this.warn();
  }

  drawFeeds() {
    byId("feeds").replaceChildren(...this.feeds.map((feed) => {
      const item = document.createElement("li");
      item.className = feed.silent ? "silent" : feed.last_message ? "heard" : "waiting";
      const age = feed.age_seconds === null ? "nothing yet" : `${Math.round(feed.age_seconds)} s`;
      item.textContent = `${feed.name} ${feed.silent ? "SILENT " : ""}${age}`;
      item.title = feed.problem ?? (feed.connected ? "source open" : "source not open");
      return item;
    }));
  }

  drawStore(store) {
    const chip = byId("store");
    chip.hidden = store.status === "writing";
    chip.className = "chip broken";
    chip.textContent = "store degraded";
    chip.title = store.problem ?? "";
  }

  // A silent receiver must not look like a quiet sea.
  warn() {
    const banner = byId("deaf");
    let text = "";
    if (!this.answered) {
      text = "No answer from the server: what you see may be old";
    } else if (!this.connected) {
      text = "The alert stream is interrupted: alerts below may be old";
    } else if (this.status === "starting" || this.status === "draining") {
      text = `The server is ${this.status}: the watch is not complete`;
    } else if (this.feeds.length === 0) {
      text = "No feed is configured: nothing can be seen";
    } else if (this.silent.length === this.feeds.length) {
      text = "ALL FEEDS ARE SILENT: an empty picture means nothing";
    } else if (this.silent.length > 0) {
      text = `Silent: ${this.silent.join(", ")}. Its waters are not being watched`;
    }
    banner.textContent = text;
    banner.hidden = text === "";
    const unsure = !this.answered || !this.connected || this.silent.length === this.feeds.length;
    document.body.classList.toggle("unsure", unsure);
    this.drawNothing();
  }

  drawNothing() {
    const none = byId("no-alerts");
    none.hidden = byId("alerts").childElementCount > 0;
    const unsure = document.body.classList.contains("unsure");
    none.textContent = unsure
      ? "No open alert is known, but nothing can be heard: this is not a quiet sea."
      : "No open alert.";
  }
}
