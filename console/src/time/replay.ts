// Plays a past time on the map, at 1 to 100 times its pace, with the alerts of the time; and comes
// back to live at once, since the live picture is kept meanwhile.
import type { ChartMap } from "../map/map";
import { Picture } from "../map/picture";
import { say } from "../shell/notice";
import type { Console, Mode } from "../state";
import type { Alert } from "../wire/alert";
import { dispatchBinary, dispatchText, type LiveHandlers } from "../wire/live";
import { liveNow, showTime } from "./now";
import { alertsOpenAt, pastPicture, pastTransitions, standingAt, type PastFrame } from "./past";
import { SPAN_MS, spanAround } from "./span";

export const RATES = [1, 2, 5, 10, 20, 50, 100];
/** What is asked for at once. */
const BLOCK_MS = 10 * 60_000;
const TICK_MS = 100;

type Replaying = Extract<Mode, { kind: "replay" }>;

export class Replay {
  readonly #past = new Picture();
  #frames: PastFrame[] = [];
  #next = 0;
  #loadedTo = 0;
  #loading = false;
  #asked = 0;
  #askedAlerts = 0;
  #transitions: Alert[] = [];
  #rate = 10;
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
    private readonly live: Picture,
  ) {
    map.view.on("moveend", () => {
      if (this.#mode()) this.seek(this.#mode()?.at ?? 0);
    });
  }

  get span(): number {
    return SPAN_MS;
  }

  toggle(): void {
    if (this.#mode()) this.backToLive();
    else this.enter(liveNow() - 10 * 60_000);
  }

  enter(at: number): void {
    const [from, to] = spanAround(at, liveNow());
    this.map.picture = this.#past;
    this.map.trails.clear();
    this.store.set({
      mode: { kind: "replay", from, to, at, rate: this.#rate, playing: true },
      chosenAlert: null,
    });
    this.#transitions = [];
    void this.#askAlerts(from, to);
    this.seek(at);
    clearInterval(this.#ticker);
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
  }

  backToLive(): void {
    clearInterval(this.#ticker);
    this.#asked += 1;
    this.#askedAlerts += 1;
    showTime(null);
    this.#past.clear();
    this.#frames = [];
    this.map.picture = this.live;
    this.map.trails.clear();
    this.store.set({
      mode: { kind: "live" },
      pastAlerts: new Map(),
      pastAlertsEnd: null,
      chosenAlert: null,
    });
    this.map.repaint();
  }

  seek(at: number): void {
    const mode = this.#mode();
    if (!mode) return this.enter(at);
    const bounded = Math.max(mode.from, Math.min(at, mode.to));
    this.#change({ at: bounded });
    showTime(bounded);
    this.#asked += 1;
    this.#loading = false;
    this.#frames = [];
    this.#next = 0;
    this.#loadedTo = bounded;
    this.map.trails.clear();
    this.#showAlerts(bounded);
    void this.#load(bounded, true);
  }

  /** Any time there was: one beyond the slider moves it. */
  visit(at: number): void {
    const mode = this.#mode();
    if (mode && at >= mode.from && at <= mode.to) this.seek(at);
    else this.enter(at);
  }

  setRate(rate: number): void {
    this.#rate = rate;
    this.#change({ rate });
  }

  pause(): void {
    const mode = this.#mode();
    if (mode) this.#change({ playing: !mode.playing });
  }

  #mode(): Replaying | null {
    const { mode } = this.store.state;
    return mode.kind === "replay" ? mode : null;
  }

  #change(part: Partial<Replaying>): void {
    const mode = this.#mode();
    if (mode) this.store.set({ mode: { ...mode, ...part } });
  }

  #tick(): void {
    const mode = this.#mode();
    if (!mode?.playing) return;
    // Time waits for the store: nobody is to see an empty sea that is only not loaded yet.
    if (
      this.#next >= this.#frames.length &&
      this.#loadedTo < mode.to &&
      mode.at >= this.#loadedTo - 1
    ) {
      void this.#load(this.#loadedTo, false);
      return;
    }
    const at = Math.min(mode.at + TICK_MS * mode.rate, mode.to, Math.max(this.#loadedTo, mode.at));
    this.#change({ at, playing: at < mode.to });
    showTime(at);
    this.#playUntil(at);
    this.#showAlerts(at);
    this.map.repaint();
    if (!this.#loading && this.#loadedTo < mode.to && this.#loadedTo - at < BLOCK_MS / 2) {
      void this.#load(this.#loadedTo, false);
    }
  }

  /** Texts are played with the frame that they introduce, so that nobody vanishes in between. */
  #playUntil(time: number): void {
    const before = this.#next;
    for (;;) {
      let end = this.#next;
      while (this.#frames[end]?.kind === "text") end += 1;
      const due = this.#frames[end];
      if (due?.kind !== "binary" || due.time > time) break;
      for (const frame of this.#frames.slice(this.#next, end + 1)) this.#play(frame);
      this.#next = end + 1;
    }
    if (this.#next === before) return;
    this.map.trails.note(this.#past);
    this.#frames.splice(0, this.#next);
    this.#next = 0;
  }

  #play(frame: PastFrame): void {
    if (frame.kind === "text") dispatchText(frame.text, this.#handlers);
    else dispatchBinary(frame.bytes, this.#handlers);
  }

  async #load(from: number, anew: boolean): Promise<void> {
    const mode = this.#mode();
    if (!mode || this.#loading) return;
    this.#loading = true;
    const asked = this.#asked;
    const to = Math.min(from + BLOCK_MS, mode.to);
    try {
      const frames = await pastPicture(from, to, this.map.bbox(), mode.rate >= 20 ? 30 : 10);
      if (asked !== this.#asked) return;
      if (anew) this.#past.clear();
      // Another request numbers its slots anew: those before leave when its first frame is played.
      else if (frames.length > 0) this.#frames.push({ kind: "text", text: '{"type":"seam"}' });
      this.#frames.push(...frames);
      this.#loadedTo = to;
      this.#playUntil(this.#mode()?.at ?? from);
      this.map.repaint();
    } catch (error) {
      if (asked !== this.#asked) return;
      say(`The past cannot be shown: ${error instanceof Error ? error.message : "no answer"}`);
      this.#change({ playing: false });
    } finally {
      if (asked === this.#asked) this.#loading = false;
    }
  }

  async #askAlerts(from: number, to: number): Promise<void> {
    const asked = (this.#askedAlerts += 1);
    this.store.set({ pastAlertsKnown: "asked", pastAlertsEnd: null });
    try {
      const [open, { items, cutAt }] = await Promise.all([
        alertsOpenAt(from),
        pastTransitions(from, to),
      ]);
      if (asked !== this.#askedAlerts) return;
      this.#transitions = [...open, ...items];
      this.store.set({ pastAlertsEnd: cutAt, pastAlertsKnown: "known" });
      const mode = this.#mode();
      if (mode) this.#showAlerts(mode.at);
    } catch (error) {
      if (asked !== this.#askedAlerts) return;
      this.store.set({ pastAlertsKnown: "failed" });
      say(
        `The alerts of that time cannot be shown: ${error instanceof Error ? error.message : "no answer"}`,
      );
    }
  }

  #showAlerts(time: number): void {
    const standing = standingAt(this.#transitions, time);
    const { pastAlerts } = this.store.state;
    const same =
      standing.size === pastAlerts.size &&
      [...standing].every(([id, alert]) => pastAlerts.get(id)?.seq === alert.seq);
    if (!same) this.store.set({ pastAlerts: standing });
  }

  readonly #handlers: LiveHandlers = {
    hello: () => undefined,
    contacts: (items) => this.#past.introduce(items),
    gone: (slots) => this.#past.forget(slots),
    positions: (frame) => this.#past.move(frame),
    aggregates: () => undefined,
    feeds: () => undefined,
    line: () => undefined,
    seam: () => this.#past.clear(),
  };
}
