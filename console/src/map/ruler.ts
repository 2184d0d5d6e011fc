// Range and bearing between two places: click, move, click.
import { byId } from "../dom";
import { degrees } from "../format";
import { bearing, distanceNm, type LonLat } from "../geodesy";
import { unwound } from "../evidence/geometry";
import type { Console } from "../state";
import type { ChartMap } from "./map";

export class Ruler {
  #from: LonLat | null = null;
  #to: LonLat | null = null;

  constructor(
    private readonly map: ChartMap,
    private readonly store: Console,
  ) {
    map.view.on("click", ({ lngLat }) => this.#click([lngLat.lng, lngLat.lat]));
    map.view.on("mousemove", ({ lngLat }) => this.#move([lngLat.lng, lngLat.lat]));
    store.watch(["ruler"], ({ ruler }) =>
      byId("ruler").setAttribute("aria-pressed", String(ruler)),
    );
  }

  get on(): boolean {
    return this.store.state.ruler;
  }

  toggle(): void {
    this.store.set({ ruler: !this.on });
    this.#from = this.#to = null;
    this.map.fill("ruler", []);
    this.map.view.getCanvas().style.cursor = this.on ? "crosshair" : "";
  }

  #click(place: LonLat): void {
    if (!this.on) return;
    if (!this.#from || this.#to) {
      [this.#from, this.#to] = [place, null];
    } else {
      this.#to = place;
    }
    this.#draw(place);
  }

  #move(place: LonLat): void {
    if (this.on && this.#from && !this.#to) this.#draw(place);
  }

  #draw(to: LonLat): void {
    const from = this.#from;
    if (!from) return;
    const range = distanceNm(from, to);
    const text = `${range < 10 ? range.toFixed(2) : range.toFixed(1)} nm  ${degrees(bearing(from, to))}`;
    this.map.fill("ruler", [
      {
        type: "Feature",
        properties: {},
        geometry: { type: "LineString", coordinates: unwound([[...from], [...to]]) },
      },
      { type: "Feature", properties: { text }, geometry: { type: "Point", coordinates: [...to] } },
    ]);
  }
}
