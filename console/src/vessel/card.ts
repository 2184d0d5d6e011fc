// The vessel chosen: who she is and was, how she moves, who hears her, where she has been, her alerts.
import { button, h, renew } from "../dom";
import { clock, date, degrees, position, ruleName, span } from "../format";
import { take } from "../alerts/keeper";
import { priorityMark } from "../alerts/marks";
import { unwound } from "../evidence/geometry";
import { statusName } from "../map/kinds";
import type { ChartMap } from "../map/map";
import type { Console } from "../state";
import { now } from "../time/now";
import type { Alert } from "../wire/alert";
import { get, Refused } from "../wire/http";
import type { Fix } from "../wire/frames";
import { identities, track, vessel, type Identity, type Vessel } from "../wire/vessels";
import type { WatchList } from "./watch_list";

const ASK_EVERY_MS = 5000;
const AGE_EVERY_MS = 1000;
const TRACK_HOURS = 6;
const GONE = "She is not in the picture now.";

export class VesselCard {
  readonly element = h("section", { class: "vessel", "aria-label": "Vessel" });
  #shown: string | null = null;
  #vessel: Vessel | null = null;
  /** The daemon has answered that it has nobody of that name. */
  #gone = false;
  #identities: Identity[] = [];
  #alerts: Alert[] = [];

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
    private readonly watchList: WatchList,
  ) {
    store.watch(["chosenContact", "mode"], () => void this.#follow());
    store.watch(["watchList"], () => this.#draw());
    setInterval(() => void this.#refresh(), ASK_EVERY_MS);
    setInterval(() => this.store.state.panel === "vessel" && this.#draw(), AGE_EVERY_MS);
  }

  async #follow(): Promise<void> {
    const { chosenContact } = this.store.state;
    if (chosenContact === this.#shown) return;
    this.#shown = chosenContact;
    this.#vessel = null;
    this.#gone = false;
    this.#identities = [];
    this.#alerts = [];
    this.map.fill("track", []);
    this.element.replaceChildren();
    this.#draw();
    if (!chosenContact) return;
    await this.#refresh();
    const [known, alerts] = await Promise.allSettled([
      identities(chosenContact),
      get<{ items: Alert[] }>(
        `/api/v1/alerts?contact=${encodeURIComponent(chosenContact)}&limit=20`,
      ),
    ]);
    if (this.#shown !== chosenContact) return;
    if (known.status === "fulfilled") this.#identities = known.value;
    if (alerts.status === "fulfilled") this.#alerts = alerts.value.items;
    this.#draw();
  }

  async #refresh(): Promise<void> {
    const contact = this.#shown;
    if (!contact || this.store.state.panel !== "vessel") return;
    const to = now();
    const asked = await Promise.allSettled([
      vessel(contact),
      track(contact, to - TRACK_HOURS * 3_600_000, to + 1),
    ]);
    if (this.#shown !== contact) return;
    const [found, way] = asked;
    if (found.status === "fulfilled") this.#vessel = found.value;
    this.#gone =
      found.status === "rejected" && found.reason instanceof Refused && found.reason.status === 404;
    if (way.status === "fulfilled") this.#drawTrack(way.value.geometry);
    this.#draw();
  }

  #drawTrack(geometry: GeoJSON.Geometry | null): void {
    const parts =
      geometry?.type === "LineString"
        ? [geometry.coordinates]
        : geometry?.type === "MultiLineString"
          ? geometry.coordinates
          : [];
    this.map.fill(
      "track",
      parts.map((part) => ({
        type: "Feature",
        properties: {},
        geometry: { type: "LineString", coordinates: unwound(part) },
      })),
    );
  }

  #draw(): void {
    const contact = this.#shown;
    if (!contact) {
      this.element.replaceChildren(
        h("p", { class: "empty" }, "No vessel is chosen. Click one on the map, or search with /."),
      );
      return;
    }
    const seen = this.map.picture.find(contact);
    const known = this.#vessel?.properties;
    const name = known?.name ?? seen?.name ?? "Name unknown";
    const exercise = known?.exercise ?? seen?.exercise ?? false;
    renew(this.element, [
      h(
        "header",
        { class: "head" },
        h("h2", {}, name),
        exercise && h("b", { class: "exercise-mark" }, "EXERCISE"),
        h("p", { class: "id" }, contact),
      ),
      this.#buttons(contact),
      ...(known
        ? [this.#facts(this.#vessel as Vessel)]
        : [h("p", { class: "empty" }, this.#gone ? GONE : "Asking the daemon about her.")]),
      ...this.#history(),
      ...this.#alertLines(),
    ]);
  }

  /** In a replay, how she moved at that time, and not how she moves now. */
  #facts(known: Vessel): HTMLElement {
    const { mode } = this.store.state;
    if (mode.kind === "live") return facts(known);
    const seen = this.map.picture.find(known.properties.contact);
    const fix = seen && this.map.picture.fix(seen);
    return fix ? facts(asOf(known, fix)) : absent();
  }

  #buttons(contact: string): HTMLElement {
    const listed = this.store.state.watchList.has(contact);
    const go = () => {
      const seen = this.map.picture.find(contact);
      const there =
        seen && seen.row >= 0
          ? this.map.picture.drawnPlace(seen, now())
          : this.#vessel?.geometry?.coordinates;
      if (there) this.map.flyTo(there as [number, number]);
    };
    return h(
      "div",
      { class: "acts" },
      button("Go there", go),
      button(
        listed ? "On the watch list" : "Put on the watch list",
        () => void this.watchList.toggle(contact),
        {
          "aria-pressed": String(listed),
          title: "The rule watch-listed tells when she is seen, enters an area or changes identity",
        },
      ),
      h(
        "a",
        { href: `/api/v1/vessels/${encodeURIComponent(contact)}/track?f=csv`, class: "button" },
        "Track as CSV",
      ),
    );
  }

  #history(): HTMLElement[] {
    if (this.#identities.length < 2) return [];
    const rows = this.#identities.map((one) =>
      h(
        "tr",
        {},
        h("td", {}, `${date(one.from)} ${clock(one.from)}`),
        h("td", {}, one.name ?? "\u2013"),
        h("td", {}, one.call_sign ?? "\u2013"),
        h("td", {}, one.destination ?? "\u2013"),
      ),
    );
    const head = ["From", "Name", "Call sign", "Destination"].map((text) =>
      h("th", { scope: "col" }, text),
    );
    return [
      h("h3", {}, "Identities she has stated"),
      h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)),
    ];
  }

  #alertLines(): HTMLElement[] {
    if (this.#alerts.length === 0) return [];
    const items = this.#alerts.map((alert) =>
      h(
        "li",
        {},
        priorityMark(alert.priority),
        button(ruleName(alert.rule), () =>
          this.store.set({
            chosenAlert: alert.id,
            panel: "alert",
            alerts: take(this.store.state.alerts, alert),
          }),
        ),
        h("span", {}, `${alert.state}, ${date(alert.raised_at)} ${clock(alert.raised_at)}`),
      ),
    );
    return [h("h3", {}, "Her alerts"), h("ul", { class: "her-alerts" }, ...items)];
  }
}

/** Who she is, with how she moved at a time. */
function asOf({ properties, ...vessel }: Vessel, fix: Fix): Vessel {
  const { sog, cog, heading, status } = fix;
  const motion = { sog, cog, true_heading: heading, navigational_status: status };
  const time = new Date(fix.time).toISOString();
  const said = { destination: null, draught: null, stations: null };
  return {
    ...vessel,
    geometry: { type: "Point", coordinates: [fix.lon, fix.lat] },
    properties: { ...properties, ...said, ...motion, time },
  };
}

function absent(): HTMLElement {
  return h("p", { class: "empty" }, "She is not in the part of the past that is shown.");
}

function facts({ properties: is, geometry }: Vessel): HTMLElement {
  const pairs: [string, string | null][] = [
    ["MMSI", is.mmsi === null ? null : String(is.mmsi).padStart(9, "0")],
    ["IMO", is.imo === null ? null : String(is.imo)],
    ["Call sign", is.call_sign],
    [
      "Type",
      [is.ship_type_text, is.class && `class ${is.class}`].filter(Boolean).join(", ") || null,
    ],
    ["Size", size(is)],
    ["Position", geometry ? position(geometry.coordinates) : "never reported"],
    [
      "SOG, COG",
      `${is.sog === null ? "\u2013" : `${is.sog.toFixed(1)} kn`}, ${is.cog === null ? "\u2013" : degrees(is.cog)}`,
    ],
    ["Heading", is.true_heading === null ? null : degrees(is.true_heading)],
    ["Status", statusName(is.navigational_status)],
    ["Destination", is.destination],
    ["Draught", is.draught === null ? null : `${String(is.draught)} m`],
    ["Last report", `${clock(is.time)} UTC, ${span(now() - Date.parse(is.time))} ago`],
    [
      "Heard by",
      is.stations && (is.stations.join(", ") || "no station named since the daemon began"),
    ],
  ];
  const rows = pairs
    .filter(([, value]) => value !== null)
    .flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
  return h("dl", { class: "facts" }, ...rows);
}

function size({ length, beam }: Vessel["properties"]): string | null {
  if (length === null) return null;
  return beam === null ? `${String(length)} m` : `${String(length)} \u00d7 ${String(beam)} m`;
}
