// Hours of watch in minutes, in the console as it is: what the daemon would send is made in the page, as
// much of it as the hours bring, and an officer goes on from alert to alert. What grows with it is seen.

/** In the page before it loads: both lines of the daemon, and what comes by them. */
function daemon() {
  const ALERT_EVERY_S = 12;
  const ALERT_LASTS_S = 300;
  const REVISED_EVERY_S = 30;
  const CHOSEN_EVERY_S = 60;
  /** A view that moves: a twentieth leaves it and comes back under other slots. */
  const MOVED_EVERY_S = 60;
  const THEME_EVERY_S = 900;
  const DRAWN_EVERY_S = 10;
  const RECORD = 24;

  const lines = {};
  class Line extends EventTarget {
    constructor(of) {
      super();
      lines[of] = this;
      this.readyState = 1;
      setTimeout(() => this.dispatchEvent(new Event("open")));
    }
    send() {}
    close() {}
    say(data, type = "message") {
      this.dispatchEvent(new MessageEvent(type, { data }));
    }
  }
  window.WebSocket = class extends Line {
    static OPEN = 1;
    constructor() {
      super("live");
    }
  };
  window.EventSource = class extends Line {
    static CLOSED = 2;
    constructor() {
      super("alerts");
    }
  };

  let second = 0;
  let seq = 0;
  let time = Date.now();
  let fleet = [];
  let next = 0;
  const open = new Map();
  const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", { key }));

  const introduce = (ships) =>
    lines.live.say(
      JSON.stringify({
        type: "contacts",
        items: ships.map(({ slot, mmsi }) => ({
          slot,
          contact: `mmsi:${mmsi}`,
          mmsi,
          name: `SHIP ${mmsi}`,
          call_sign: null,
          class: mmsi % 4 === 0 ? "B" : "A",
          ship_type: 30 + (mmsi % 60),
          length_m: null,
          exercise: false,
        })),
      }),
    );

  function begin(count) {
    fleet = Array.from({ length: count }, (_, n) => ({
      slot: next++,
      mmsi: 200_000_000 + n,
      lon: 50 + (n % 40) * 0.05,
      lat: 10 + Math.floor(n / 40) * 0.05,
      course: (n * 37) % 360,
    }));
    lines.live.say(
      JSON.stringify({ type: "hello", time: new Date(time).toISOString(), exercise: false }),
    );
    introduce(fleet);
    lines.alerts.say(JSON.stringify({ items: [] }), "snapshot");
  }

  function sail() {
    const view = new DataView(new ArrayBuffer(RECORD + fleet.length * RECORD));
    view.setUint32(0, 0x314b4350, true);
    view.setUint8(4, 1);
    view.setUint32(8, fleet.length, true);
    view.setFloat64(16, time, true);
    fleet.forEach((ship, n) => {
      const at = RECORD + n * RECORD;
      const turn = (ship.course * Math.PI) / 180;
      ship.lon += (Math.sin(turn) * 12) / 3600 / 60;
      ship.lat += (Math.cos(turn) * 12) / 3600 / 60;
      view.setUint32(at, ship.slot, true);
      view.setInt32(at + 4, Math.round(ship.lon * 1e7), true);
      view.setInt32(at + 8, Math.round(ship.lat * 1e7), true);
      view.setUint16(at + 12, 120, true);
      view.setUint16(at + 14, ship.course * 10, true);
      view.setUint16(at + 16, ship.course * 10, true);
    });
    lines.live.say(view.buffer);
  }

  function move() {
    const part = Math.ceil(fleet.length / 20);
    const first = ((second / MOVED_EVERY_S) * part) % fleet.length;
    const ships = fleet.slice(first, first + part);
    lines.live.say(JSON.stringify({ type: "gone", slots: ships.map(({ slot }) => slot) }));
    for (const ship of ships) ship.slot = next++;
    introduce(ships);
  }

  function say(alert, change) {
    Object.assign(alert, change, { seq: ++seq, revision: alert.revision + 1 });
    alert.time = new Date(time).toISOString();
    lines.alerts.say(JSON.stringify(alert), "alert");
    if (alert.state === "normal") open.delete(alert.id);
  }

  function raise() {
    const who = [0, 7].map((more) => fleet[((second / ALERT_EVERY_S + more) % fleet.length) | 0]);
    const [{ lon, lat }] = who;
    const positions = who.flatMap(({ mmsi }, one) =>
      Array.from({ length: 40 }, (_, n) => ({
        contact: `mmsi:${mmsi}`,
        time: new Date(time - (40 - n) * 10_000).toISOString(),
        position: { type: "Point", coordinates: [lon + one * (0.1 - n * 0.001), lat] },
        sog: 12,
        cog: one === 0 ? 90 : 270,
      })),
    );
    const alert = {
      schema: 1,
      id: `00000000-0000-5000-8000-${String(second).padStart(12, "0")}`,
      revision: 0,
      rule: "fast-approach",
      rule_version: "1",
      priority: ["caution", "warning", "alarm", "emergency"][(second / ALERT_EVERY_S) % 4],
      score: 50,
      factors: { threat: 5, area: 1 },
      raised_at: new Date(time).toISOString(),
      cleared_at: null,
      area: { id: "world", name: "World", kind: "general", security_level: 1 },
      participants: who.map(({ mmsi }, n) => ({
        contact: `mmsi:${mmsi}`,
        mmsi,
        name: `SHIP ${mmsi}`,
        role: n === 0 ? "target" : "approaching",
      })),
      position: { type: "Point", coordinates: [lon, lat] },
      evidence: {
        measures: [{ name: "range", value: 1.5, unit: "nm", limit: 5, relation: "<=" }],
        positions,
        sentences: ["!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24"],
        missing_layers: [],
      },
      advice: [{ text: "Keep a lookout.", source: "a test", date: "2026-01-01" }],
      ...{ parent: null, cause: null, exercise: false, acknowledged_by: null, assignee: null },
      ...{ disposition: null, silenced_until: null, snoozed_until: null },
    };
    open.set(alert.id, { alert, raised: second });
    say(alert, { transition: "raised", state: "unacknowledged" });
  }

  function goOn() {
    for (const { alert, raised } of [...open.values()]) {
      const age = second - raised;
      if (age === 0) continue;
      if (age === ALERT_LASTS_S) say(alert, { transition: "cleared", state: "normal" });
      else if (age === CHOSEN_EVERY_S)
        say(alert, { transition: "acknowledged", state: "acknowledged", acknowledged_by: "AB" });
      else if (age % REVISED_EVERY_S === 0) say(alert, { transition: "updated" });
    }
    if (second % ALERT_EVERY_S === 0) raise();
    if (second % CHOSEN_EVERY_S === 30) press("j");
    if (second % CHOSEN_EVERY_S === 50) document.querySelector(".participants button")?.click();
    if (second % THEME_EVERY_S === 0) press("t");
  }

  window.hours = {
    async pass(seconds, ships) {
      if (fleet.length === 0) begin(ships);
      for (let n = 0; n < seconds; n += 1) {
        second += 1;
        time += 1000;
        if (second % MOVED_EVERY_S === 0) move();
        sail();
        goOn();
        if (second % DRAWN_EVERY_S === 0) await new Promise(requestAnimationFrame);
      }
      return { open: open.size, transitions: seq };
    },
  };
}

/** Answers to what the console asks for by itself. */
const ANSWERS = [
  [/\/readyz$/, () => readiness()],
  [/\/api\/v1\/session$/, () => ({ authentication: false, name: null, role: null })],
  [/\/api\/v1\/alerts\/[^/]+\/history$/, () => ({ items: [] })],
  [/\/api\/v1\/vessels\/[^/]+\/history$/, () => ({ identity: [] })],
  [/\/api\/v1\/vessels\/[^/]+\/track/, () => ({ type: "Feature", geometry: null })],
  [/\/api\/v1\/watch-areas$/, () => ({ type: "FeatureCollection", features: [] })],
  [/\/api\/v1\/(alerts|watch-list|charts)(\?|$)/, () => ({ items: [], problem: null })],
];

function readiness() {
  const heard = { name: "north", connected: true, silent: false, age_seconds: 1, problem: null };
  const time = new Date().toISOString();
  return {
    status: "ready",
    time,
    silent: [],
    feeds: [{ ...heard, last_message: time }],
    store: { status: "writing", problem: null },
  };
}

/** Before the page is visited: it is to have no daemon but this one. */
export async function standIn(page) {
  await page.addInitScript(daemon);
  await page.route(/\/(readyz|api)/, (route) => {
    const [, answer] = ANSWERS.find(([path]) => path.test(route.request().url())) ?? [];
    return answer ? route.fulfill({ json: answer() }) : route.fulfill({ status: 404, json: {} });
  });
}

/** So many seconds of watch over so many ships. */
export function pass(page, seconds, ships) {
  return page.evaluate(([time, count]) => window.hours.pass(time, count), [seconds, ships]);
}

/** What the page holds after all garbage is gone: heap in MB, nodes and listeners, on the page or off. */
export async function weigh(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  for (let n = 0; n < 2; n += 1) await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  await session.detach();
  const of = (name) => metrics.find((one) => one.name === name).value;
  return {
    heap: of("JSHeapUsedSize") / 1e6,
    nodes: of("Nodes"),
    listeners: of("JSEventListeners"),
  };
}
