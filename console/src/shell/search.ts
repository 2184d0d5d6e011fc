// Search by name, MMSI, IMO number, call sign, or a position to go to.
import { byId, h } from "../dom";
import { identity, position } from "../format";
import type { ChartMap } from "../map/map";
import type { Console } from "../state";
import { search, vessel, type Found } from "../wire/vessels";
import { placeIn } from "./place";

const RESULTS_MAX = 12;
const PAUSE_MS = 180;

export class Search {
  readonly #field = byId<HTMLInputElement>("find");
  readonly #results = byId<HTMLUListElement>("found");
  #asked = 0;
  /** What the results are an answer to. */
  #answered = "";
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
  ) {
    this.#field.addEventListener("input", () => {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => void this.#ask(), PAUSE_MS);
    });
    this.#field.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.close();
      if (key === "Enter") void this.#first();
      if (key === "ArrowDown") this.#results.querySelector("button")?.focus();
    });
    this.#results.addEventListener("keydown", (event) => this.#walk(event));
    document.addEventListener("click", ({ target }) => {
      if (!(target as Element).closest(".search")) this.#results.hidden = true;
    });
  }

  focus(): void {
    this.#field.focus();
    this.#field.select();
  }

  close(): void {
    this.#results.hidden = true;
    this.#field.value = "";
    this.#field.blur();
  }

  async #ask(): Promise<void> {
    const text = this.#field.value.trim();
    const asked = ++this.#asked;
    if (text.length < 2) return this.#show(text, []);
    const place = placeIn(text);
    if (place)
      return this.#show(text, [
        this.#line(position(place), "position", () => this.map.flyTo(place, 11)),
      ]);
    const found = await this.#find(text);
    if (asked !== this.#asked) return;
    const lines = found.slice(0, RESULTS_MAX).map((one) => this.#vessel(one));
    this.#show(
      text,
      lines.length > 0
        ? lines
        : [h("li", { class: "empty" }, "Nobody of that name, MMSI, IMO or call sign is known.")],
    );
  }

  async #find(text: string): Promise<Found[]> {
    try {
      return await search(text);
    } catch {
      return this.#inView(text.toUpperCase());
    }
  }

  /** What the map knows, where the daemon does not answer. */
  #inView(text: string): Found[] {
    const hits = this.map.picture
      .placed()
      .filter(({ name, mmsi, call_sign }) =>
        [name, call_sign, mmsi === null ? null : String(mmsi)].some((one) =>
          one?.toUpperCase().includes(text),
        ),
      );
    return hits.slice(0, RESULTS_MAX).map(({ contact, name, mmsi, call_sign }) => ({
      contact,
      name,
      mmsi,
      call_sign,
      imo: null,
      position: null,
      time: null,
    }));
  }

  #vessel({ contact, name, mmsi, call_sign, position: last }: Found): HTMLLIElement {
    const more = [identity(contact, mmsi), call_sign].filter(Boolean).join(" \u00b7 ");
    return this.#line(name ?? "name unknown", more, () => void this.goTo(contact, last));
  }

  /** Shows who she is and where; where she was last, if she is not in view. */
  async goTo(contact: string, last: GeoJSON.Point | null): Promise<void> {
    this.store.set({ chosenContact: contact, panel: "vessel" });
    const seen = this.map.picture.find(contact);
    const fix = seen && this.map.picture.fix(seen);
    const there = fix
      ? [fix.lon, fix.lat]
      : (last ?? (await vessel(contact).catch(() => null))?.geometry)?.coordinates;
    if (there && this.store.state.chosenContact === contact)
      this.map.flyTo(there as [number, number]);
  }

  #line(title: string, more: string, act: () => void): HTMLLIElement {
    const choose = () => {
      act();
      this.close();
    };
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", on: { click: choose } },
        h("span", {}, title),
        h("small", {}, more),
      ),
    );
  }

  #show(text: string, lines: HTMLLIElement[]): void {
    this.#answered = text;
    this.#results.replaceChildren(...lines);
    this.#results.hidden = lines.length === 0;
  }

  /** The first that is found, also where the answer is still to come. */
  async #first(): Promise<void> {
    clearTimeout(this.#waiting);
    const text = this.#field.value.trim();
    if (text !== this.#answered) await this.#ask();
    // Another question may have overtaken this one, or got no answer yet.
    const stands = text === this.#field.value.trim() && text === this.#answered;
    if (stands) this.#results.querySelector("button")?.click();
  }

  #walk(event: KeyboardEvent): void {
    const buttons = [...this.#results.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (event.key === "Escape") this.close();
    else if (event.key === "ArrowDown") buttons[at + 1]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? buttons[at - 1] : this.#field)?.focus();
    else return;
    event.preventDefault();
  }
}
