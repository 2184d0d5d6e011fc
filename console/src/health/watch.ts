// Asks the daemon how it does, and shows feeds, store, clock and the one line that must not be missed.
import { byId, h, setChildren, setText } from "../dom";
import { clock, span } from "../format";
import type { Console, State } from "../state";
import { daemonSays, utcNow } from "../time/now";
import { isDeaf, warning, type FeedReadiness, type Readiness } from "./readiness";

const ASK_EVERY_MS = 3000;

export class HealthWatch {
  #chips = new Map<string, HTMLLIElement>();
  #lastAnswer: number | null = null;

  constructor(private readonly store: Console) {
    store.watch(
      ["readiness", "answered", "alertLine", "liveLine", "gap", "feeds", "mode", "pastAlertsEnd"],
      (state) => this.#draw(state),
    );
    store.watch(["exercise", "alerts"], ({ exercise, alerts }) => {
      byId("exercise").hidden = !exercise && ![...alerts.values()].some((alert) => alert.exercise);
    });
    void this.#ask();
    setInterval(() => void this.#ask(), ASK_EVERY_MS);
    setInterval(() => this.#tick(), 250);
  }

  async #ask(): Promise<void> {
    const askedAt = Date.now();
    try {
      const answer = await fetch("/readyz", { cache: "no-store" });
      const readiness = (await answer.json()) as Readiness;
      daemonSays(readiness.time, askedAt, Date.now());
      this.#lastAnswer = utcNow();
      this.store.set({ readiness, answered: true });
    } catch {
      this.store.set({ answered: false });
    }
  }

  #tick(): void {
    setText(byId("clock"), clock(utcNow()));
    setText(byId("day"), new Date(utcNow()).toISOString().slice(0, 10));
  }

  #draw(state: State): void {
    const line = byId("line");
    const up = state.alertLine && state.answered && state.liveLine !== false;
    const down = state.answered === false || state.alertLine === false || state.liveLine === false;
    line.className = `chip ${up ? "good" : down ? "bad" : "waiting"}`;
    setText(line, up ? "connected" : down ? "reconnecting" : "connecting");
    if (state.readiness) this.#drawFeeds(state, state.readiness.feeds);
    const store = byId("store");
    store.hidden = !state.readiness || state.readiness.store.status === "writing";
    store.title = state.readiness?.store.problem ?? "";
    const text = warning(state, this.#lastAnswer) ?? "";
    setText(byId("warning"), text);
    byId("warning").hidden = text === "";
    const deaf = isDeaf(state);
    document.body.classList.toggle("deaf", deaf);
    byId("deaf-note").hidden = !deaf;
  }

  #drawFeeds(state: State, feeds: FeedReadiness[]): void {
    for (const feed of feeds) {
      let chip = this.#chips.get(feed.name);
      if (!chip) this.#chips.set(feed.name, (chip = h("li")));
      const unknown = state.answered === false;
      chip.className = `chip ${unknown ? "waiting" : look(feed)}`;
      const rate = state.feeds?.items.find(({ name }) => name === feed.name)?.sentences_per_second;
      setText(chip, `${feed.name} ${unknown ? "unknown" : words(feed, rate)}`);
      chip.title =
        feed.problem ?? (feed.connected ? "its source is open" : "its source is not open");
    }
    setChildren(
      byId("feeds"),
      feeds
        .toSorted((a, b) => Number(isBad(b)) - Number(isBad(a)))
        .flatMap(({ name }) => this.#chips.get(name) ?? []),
    );
  }
}

function isBad({ silent, problem }: FeedReadiness): boolean {
  return silent || problem !== null;
}

function look(feed: FeedReadiness): string {
  if (isBad(feed)) return "bad";
  return feed.last_message ? "good" : "waiting";
}

function words({ silent, age_seconds }: FeedReadiness, rate: number | undefined): string {
  const age = age_seconds === null ? "nothing yet" : span(age_seconds * 1000);
  if (silent) return `SILENT ${age}`;
  if (rate !== undefined && rate > 0) return `${rate < 10 ? rate.toFixed(1) : rate.toFixed(0)}/s`;
  return age;
}
