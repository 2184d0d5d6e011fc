// Sound by priority, again and again until the alert is acknowledged or silenced. The pattern follows
// IEC 62923-1: three short tones for an alarm, two for a warning, none for a caution; an emergency
// repeats faster.
import { byId, setText } from "../dom";
import type { Console } from "../state";
import { liveNow } from "../time/now";
import { asksForAcknowledgement, rank, type Alert, type Priority } from "../wire/alert";

interface Pattern {
  tones: number;
  hertz: number;
  everyMs: number;
}

const PATTERNS: Record<Priority, Pattern | null> = {
  emergency: { tones: 3, hertz: 988, everyMs: 2500 },
  alarm: { tones: 3, hertz: 740, everyMs: 7000 },
  warning: { tones: 2, hertz: 587, everyMs: 60_000 },
  caution: null,
};
const MUTED_KEY = "picket-muted";

/** The most urgent alert that has to be heard. */
export function loudest(alerts: Iterable<Alert>, time: number): Alert | null {
  const heard = [...alerts].filter(
    (alert) =>
      asksForAcknowledgement(alert) &&
      PATTERNS[alert.priority] !== null &&
      !isUntil(alert.silenced_until, time) &&
      !isUntil(alert.snoozed_until, time),
  );
  return heard.sort((a, b) => rank(b.priority) - rank(a.priority))[0] ?? null;
}

function isUntil(moment: string | null, time: number): boolean {
  return moment !== null && Date.parse(moment) > time;
}

export class Sound {
  #context: AudioContext | null = null;
  #last = 0;
  #lastPriority = -1;

  constructor(private readonly store: Console) {
    store.set({ muted: localStorage.getItem(MUTED_KEY) === "yes" });
    // Browsers let nothing sound before the first touch of a page.
    for (const event of ["pointerdown", "keydown"]) {
      document.addEventListener(event, () => this.#unlock(), { capture: true });
    }
    const toggle = byId<HTMLButtonElement>("sound");
    toggle.addEventListener("click", () => this.#toggle());
    store.watch(["muted"], () => this.#draw());
    setInterval(() => this.#beat(), 250);
  }

  #toggle(): void {
    const muted = !this.store.state.muted;
    localStorage.setItem(MUTED_KEY, muted ? "yes" : "no");
    this.store.set({ muted });
  }

  #unlock(): void {
    this.#context ??= new AudioContext();
    if (this.#context.state === "suspended") void this.#context.resume().then(() => this.#draw());
    this.#draw();
  }

  #draw(): void {
    const { muted } = this.store.state;
    const toggle = byId("sound");
    const blocked = this.#context?.state !== "running";
    setText(toggle, muted ? "Sound off" : blocked ? "Sound waits" : "Sound on");
    toggle.title =
      blocked && !muted
        ? "The browser lets nothing sound before you click or press a key"
        : "Sound of this station";
    toggle.classList.toggle("off", muted || blocked);
    toggle.setAttribute("aria-pressed", String(!muted));
  }

  #beat(): void {
    // Those of now, also while the past is shown.
    const { alerts, muted } = this.store.state;
    const alert = loudest(alerts.values(), liveNow());
    if (muted || !alert) {
      this.#lastPriority = -1;
      return;
    }
    const pattern = PATTERNS[alert.priority];
    const urgency = rank(alert.priority);
    const due = performance.now() - this.#last >= (pattern?.everyMs ?? Infinity);
    if (!pattern || (!due && urgency <= this.#lastPriority)) return;
    this.#lastPriority = urgency;
    this.#last = performance.now();
    this.#play(pattern);
  }

  #play({ tones, hertz }: Pattern): void {
    const context = this.#context;
    if (context?.state !== "running") return;
    for (let n = 0; n < tones; n += 1) {
      const at = context.currentTime + n * 0.26;
      const tone = context.createOscillator();
      const level = context.createGain();
      tone.frequency.value = hertz;
      level.gain.setValueAtTime(0, at);
      level.gain.linearRampToValueAtTime(0.25, at + 0.02);
      level.gain.setValueAtTime(0.25, at + 0.14);
      level.gain.linearRampToValueAtTime(0, at + 0.18);
      tone.connect(level).connect(context.destination);
      tone.start(at);
      tone.stop(at + 0.2);
    }
  }
}
