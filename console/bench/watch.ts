// Four hours of watch in minutes: as many frames and alerts as they bring, the clock put forward with
// each; whatever grows with them shows in the heap.
import { take } from "../src/alerts/keeper";
import { AlertList } from "../src/alerts/list";
import type { ChartMap } from "../src/map/map";
import { nextFrame } from "../src/map/drawn";
import type { Picture } from "../src/map/picture";
import type { Console } from "../src/state";
import { showTime } from "../src/time/now";
import type { Alert, AlertState } from "../src/wire/alert";
import type { ContactInfo } from "../src/wire/live";
import { readFrame, type Positions } from "../src/wire/frames";
import type { Fleet } from "./frame";

const ALERT_EVERY_S = 12;
const ALERT_LASTS_S = 300;
/** A view that moves: so many leave it and come back under other slots. */
const MOVE_EVERY_S = 60;
const MOVED = 200;
const DRAWN_EVERY_S = 10;

export class Watch {
  #second = 0;
  #time = Date.now();
  #slots: number[];
  #contacts: ContactInfo[];
  #next: number;

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
    private readonly picture: Picture,
    private readonly fleet: Fleet,
  ) {
    this.#contacts = fleet.contacts();
    this.#slots = this.#contacts.map(({ slot }) => slot);
    this.#next = this.#slots.length;
    for (const id of ["alerts", "no-alerts", "alert-count", "asking-count", "hidden-count"]) {
      const made = document.createElement(id === "alerts" ? "ol" : "p");
      made.id = id;
      document.body.append(made);
    }
    new AlertList(store, { choose: () => undefined, acknowledge: () => undefined });
  }

  /** So many seconds of watch. */
  async pass(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n += 1) {
      this.#second += 1;
      this.#time += 1000;
      showTime(this.#time);
      if (this.#second % MOVE_EVERY_S === 0) this.#moveView();
      const frame = this.fleet.sail(this.#time);
      const view = new DataView(frame);
      this.#slots.forEach((slot, ship) => view.setUint32(24 + ship * 24, slot, true));
      this.picture.move(readFrame(frame) as Positions);
      this.map.trails.note(this.picture);
      if (this.#second % ALERT_EVERY_S === 0) this.#alerts();
      if (this.#second % DRAWN_EVERY_S !== 0) continue;
      this.map.repaint();
      await nextFrame();
    }
  }

  #moveView(): void {
    const first = (this.#second / MOVE_EVERY_S) * MOVED;
    for (let n = 0; n < MOVED; n += 1) {
      const ship = (first + n) % this.#slots.length;
      this.picture.forget([this.#slots[ship] as number]);
      this.#slots[ship] = this.#next;
      this.picture.introduce([{ ...(this.#contacts[ship] as ContactInfo), slot: this.#next }]);
      this.#next += 1;
    }
  }

  /** One is raised, one is acknowledged, one is over. */
  #alerts(): void {
    const number = this.#second / ALERT_EVERY_S;
    const later = ALERT_LASTS_S / ALERT_EVERY_S;
    let { alerts } = this.store.state;
    const turn = (n: number, state: AlertState) => {
      const contact = this.#contacts[n % this.#contacts.length];
      if (n > 0 && contact) alerts = take(alerts, alert(n, state, contact, this.#time));
    };
    turn(number, "unacknowledged");
    turn(number - 5, "acknowledged");
    turn(number - later, "normal");
    this.store.set({ alerts });
    const open = [...alerts.values()].filter(({ state }) => state !== "normal");
    const who = open.flatMap(({ participants }) =>
      participants.map(({ contact }) => contact ?? ""),
    );
    this.picture.mark(new Set(who), who[0] ?? null);
  }
}

const SEQUENCE: AlertState[] = ["unacknowledged", "acknowledged", "normal"];

function alert(n: number, state: AlertState, { contact, mmsi, name }: ContactInfo, time: number) {
  const now = new Date(time).toISOString();
  const measures = [{ name: "range", value: 1.5, unit: "nm", limit: 5, relation: "<=" }];
  const point = (at: number) => ({ type: "Point" as const, coordinates: [120 + at / 1000, 0] });
  const positions = Array.from({ length: 40 }, (_, at) => ({
    contact,
    time: now,
    position: point(at),
    sog: 12,
    cog: 90,
  }));
  const made: Alert = {
    schema: 1,
    seq: n * 10 + SEQUENCE.indexOf(state),
    id: `alert-${String(n)}`,
    revision: 1,
    transition: "updated",
    rule: "fast-approach",
    rule_version: "1",
    priority: "alarm",
    score: 50,
    factors: {},
    state,
    time: now,
    raised_at: now,
    cleared_at: null,
    area: { id: "world", name: "World", kind: "general", security_level: 1 },
    participants: [{ contact, mmsi, name, role: "target" }],
    position: point(0),
    evidence: { measures, positions, sentences: ["!AIVDM"], missing_layers: [] },
    advice: [],
    parent: null,
    cause: null,
    exercise: false,
    acknowledged_by: null,
    assignee: null,
    disposition: null,
    silenced_until: null,
    snoozed_until: null,
  };
  return made;
}
