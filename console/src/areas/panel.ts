// Watch areas: what there is, at which level; those made here can be changed here.
import { button, h } from "../dom";
import type { Officer } from "../alerts/officer";
import { bounds } from "../map/areas_layer";
import type { ChartMap } from "../map/map";
import { say } from "../shell/notice";
import type { Console } from "../state";
import { setLevel, watchAreas, type WatchArea } from "../wire/areas";
import { AreaEditor } from "./editor";

const ASK_EVERY_MS = 15_000;

export class AreasPanel {
  readonly element = h("section", { class: "areas", "aria-label": "Watch areas" });
  readonly #editor: AreaEditor;
  #editing = false;

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
    private readonly officer: Officer,
  ) {
    this.#editor = new AreaEditor(store, map, officer, () => this.stop());
    store.watch(["areas"], () => !this.#editing && this.#list());
    store.watch(["panel"], ({ panel }) => {
      if (panel !== "areas" && this.#editing) this.stop();
    });
    void this.#ask();
    setInterval(() => void this.#ask(), ASK_EVERY_MS);
  }

  get drawing(): boolean {
    return this.#editing;
  }

  draw(): void {
    this.#edit(null);
  }

  stop(): void {
    this.#editing = false;
    this.#editor.stop();
    this.#list();
  }

  #edit(area: WatchArea | null): void {
    this.#editing = true;
    this.store.set({ panel: "areas", chosenAlert: null, chosenContact: null });
    this.element.replaceChildren(
      h("header", { class: "head" }, h("h2", {}, area ? area.properties.name : "New watch area")),
      this.#editor.element,
    );
    this.#editor.open(area);
  }

  #list(): void {
    const items = this.store.state.areas.map((area) => this.#line(area));
    const draw = button("Draw an area (D)", () => this.draw(), { class: "primary" });
    this.element.replaceChildren(
      h("header", { class: "head" }, h("h2", {}, "Watch areas")),
      h("div", { class: "acts" }, draw),
      h("ul", { class: "area-list" }, ...items),
    );
  }

  #line(area: WatchArea): HTMLElement {
    const { id, name, kind, security_level, file } = area.properties;
    const levels = [1, 2, 3].map((one) =>
      h("option", { value: one, selected: one === security_level }, `level ${String(one)}`),
    );
    const level = h(
      "select",
      {
        "aria-label": `Security level of ${name}`,
        on: { change: () => void this.#setLevel(id, Number(level.value)) },
      },
      ...levels,
    );
    const whence = file === undefined || file === null ? "" : `from ${file}`;
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "name", title: "Show it", on: { click: () => this.#show(area) } },
        name,
      ),
      level,
      h("small", {}, [kind, whence].filter(Boolean).join(", ")),
      area.properties.editable === true && button("Edit", () => this.#edit(area)),
    );
  }

  #show(area: WatchArea): void {
    const all = bounds(area);
    if (all) this.map.fit(all);
  }

  async #setLevel(id: string, level: number): Promise<void> {
    const by = await this.officer.initials();
    try {
      if (by) await setLevel(id, level, by);
    } catch (error) {
      say(`The level is unchanged: ${error instanceof Error ? error.message : "no answer"}`);
    }
    await this.#ask();
    if (!this.#editing) this.#list();
  }

  async #ask(): Promise<void> {
    try {
      const areas = await watchAreas();
      if (JSON.stringify(areas) !== JSON.stringify(this.store.state.areas))
        this.store.set({ areas });
    } catch {
      // Asked again soon; that the daemon is gone is said above the map.
    }
  }
}
