// One area under the pen: its shape, its kind and level, its rules; tried against the last hours
// before it is saved.
import { button, h } from "../dom";
import { ruleName } from "../format";
import type { Officer } from "../alerts/officer";
import type { ChartMap } from "../map/map";
import type { Console } from "../state";
import { now } from "../time/now";
import {
  AREA_KINDS,
  removeArea,
  rules,
  saveArea,
  tryArea,
  watchAreas,
  type Trial,
  type WatchArea,
} from "../wire/areas";
import { Refused } from "../wire/http";
import { rfc3339 } from "../wire/vessels";
import { RulesForm } from "./rules_form";
import { ShapeTool, type Drawn, type Shape } from "./shape";

const SHAPES: [Shape, string][] = [
  ["polygon", "Polygon"],
  ["circle", "Circle"],
  ["corridor", "Corridor"],
];

export class AreaEditor {
  readonly element = h("form", {
    class: "area-editor",
    on: {
      submit: (event) => {
        event.preventDefault();
        void this.#save();
      },
    },
  });
  readonly #shape: ShapeTool;
  readonly #rules = new RulesForm();
  readonly #said = h("output", { class: "said" });
  #known: WatchArea | null = null;
  #drawn: Drawn | null = null;
  #fields = fields();
  /** Which opening the rule table was asked for. */
  #opened = 0;

  constructor(
    private readonly store: Console,
    map: ChartMap,
    private readonly officer: Officer,
    private readonly close: () => void,
  ) {
    this.#shape = new ShapeTool(map, (drawn) => this.#take(drawn));
  }

  get busy(): boolean {
    return this.#known !== null || this.#drawn !== null || this.#shape.busy;
  }

  /** A new area, or one that is there. */
  open(area: WatchArea | null): void {
    this.#known = area;
    this.#fields = fields(area ?? undefined);
    this.#drawn = area && {
      geometry: area.geometry as Drawn["geometry"],
      radiusNm: area.properties.radius_nm ?? null,
    };
    const stated = area?.properties.rules ?? {};
    const opened = (this.#opened += 1);
    this.#said.replaceChildren();
    this.#rules.keep(stated);
    this.#draw();
    this.#preview();
    if (area) this.#shape.edit(area.geometry);
    else this.#shape.begin("polygon");
    rules()
      .then((table) => opened === this.#opened && this.#rules.show(table, stated))
      .catch(
        () =>
          opened === this.#opened &&
          this.#rules.element.replaceChildren(
            h("p", {}, "The rule table cannot be read: no answer. Its rules stay as they are."),
          ),
      );
  }

  stop(): void {
    this.#shape.end();
    this.#known = null;
    this.#drawn = null;
    this.store.set({ draft: null });
  }

  #draw(): void {
    const { name, kind, level, speed, radius, note } = this.#fields;
    const again = SHAPES.map(([shape, text]) =>
      button(text, () => {
        this.#drawn = null;
        this.#preview();
        this.#shape.begin(shape);
      }),
    );
    const hours = h(
      "select",
      { "aria-label": "Hours to try" },
      ...[1, 6, 24].map((one) =>
        h("option", { value: one, selected: one === 6 }, `the last ${String(one)} h`),
      ),
    );
    this.element.replaceChildren(
      h(
        "h3",
        {},
        this.#known
          ? "Shape: drag corners, or draw it anew"
          : "Shape: click its corners on the map",
      ),
      h("div", { class: "acts" }, ...again),
      h("label", { hidden: true }, "Radius, nm", radius),
      h("label", {}, "Name", name),
      h("label", {}, "Kind", kind),
      h("label", {}, "Security level", level),
      h("label", {}, "Speed limit, kn", speed),
      h("h3", {}, "Rules and limits"),
      h("p", { class: "hint" }, "An empty field keeps the default shown in it."),
      this.#rules.element,
      h("h3", {}, "Try before saving"),
      h(
        "div",
        { class: "acts" },
        hours,
        button("Try", () => void this.#try(Number(hours.value))),
      ),
      this.#said,
      h("label", {}, "Note for the audit trail", note),
      h(
        "div",
        { class: "acts" },
        h("button", { class: "primary" }, "Save"),
        this.#known && button("Delete", () => void this.#remove()),
        button("Cancel", this.close),
      ),
    );
  }

  #take(drawn: Drawn): void {
    const { radius } = this.#fields;
    const width =
      drawn.geometry.type === "LineString" && radius.value ? Number(radius.value) : drawn.radiusNm;
    this.#drawn = { ...drawn, radiusNm: width };
    radius.value = width === null ? "" : String(width);
    this.#preview();
  }

  /** Circles and corridors are drawn with their width; polygons are under the pen already. */
  #preview(): void {
    const { radius } = this.#fields;
    const wide = this.#drawn?.radiusNm != null;
    radius.closest("label")?.toggleAttribute("hidden", !wide);
    radius.oninput = () => {
      if (this.#drawn) this.#drawn = { ...this.#drawn, radiusNm: Number(radius.value) };
      this.#preview();
    };
    this.store.set({
      draft: { id: this.#known?.properties.id ?? null, area: wide ? this.#area() : null },
    });
  }

  #area(): WatchArea | null {
    if (!this.#drawn) return null;
    const { name, kind, level, speed } = this.#fields;
    const before = this.#known?.properties;
    const called = name.value.trim() || "New area";
    const { geometry, radiusNm } = this.#drawn;
    return {
      type: "Feature",
      geometry,
      properties: {
        id: before?.id ?? idOf(called, this.store.state.areas),
        name: called,
        kind: kind.value,
        security_level: Number(level.value),
        ...(radiusNm === null ? {} : { radius_nm: radiusNm }),
        ...(speed.value === "" ? {} : { speed_limit_kn: Number(speed.value) }),
        ...(before?.valid_from ? { valid_from: before.valid_from } : {}),
        ...(before?.valid_to ? { valid_to: before.valid_to } : {}),
        ...(before?.allow?.length ? { allow: before.allow } : {}),
        ...(before?.protect?.length ? { protect: before.protect } : {}),
        rules: this.#rules.stated(),
      },
    };
  }

  async #try(hours: number): Promise<void> {
    const area = this.#area();
    if (!area) return this.#say("Draw its shape first: click the corners, the last one twice.");
    this.#say("Trying\u2026");
    const to = now();
    try {
      this.#said.replaceChildren(
        ...trial(await tryArea(area, rfc3339(to - hours * 3_600_000), rfc3339(to)), hours),
      );
    } catch (error) {
      this.#refused(error);
    }
  }

  async #save(): Promise<void> {
    const area = this.#area();
    if (!area) return this.#say("Draw its shape first: click the corners, the last one twice.");
    const by = await this.officer.initials();
    if (!by) return;
    await this.#change(() =>
      saveArea(area, this.#known, by, this.#fields.note.value.trim() || null),
    );
  }

  async #remove(): Promise<void> {
    const known = this.#known;
    const by = await this.officer.initials();
    if (known && by) await this.#change(() => removeArea(known, by));
  }

  async #change(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      this.store.set({ areas: await watchAreas() });
      this.close();
    } catch (error) {
      this.#refused(error);
    }
  }

  #refused(error: unknown): void {
    const mistakes = error instanceof Refused ? (error.problem.errors ?? []) : [];
    const lines = mistakes.map(({ pointer, detail }) => h("li", {}, `${pointer}: ${detail}`));
    const text =
      error instanceof Refused
        ? error.message
        : "No answer from the daemon: nothing was saved as far as is known.";
    this.#said.replaceChildren(h("p", { class: "refused" }, text), h("ul", {}, ...lines));
  }

  #say(text: string): void {
    this.#said.replaceChildren(h("p", {}, text));
  }
}

function fields(area?: WatchArea) {
  const is = area?.properties;
  const choice = (options: (string | number)[], chosen: string | number) =>
    h(
      "select",
      {},
      ...options.map((one) => h("option", { value: one, selected: one === chosen }, String(one))),
    );
  const made = {
    name: h("input", { maxlength: 100, required: true }),
    kind: choice(AREA_KINDS, is?.kind ?? "general"),
    level: choice([1, 2, 3], is?.security_level ?? 1),
    speed: h("input", { type: "number", min: 0.1, step: "any", placeholder: "none" }),
    radius: h("input", { type: "number", min: 0.01, step: "any" }),
    note: h("input", { maxlength: 2000 }),
  };
  made.name.value = is?.name ?? "";
  if (is?.speed_limit_kn) made.speed.value = String(is.speed_limit_kn);
  if (is?.radius_nm) made.radius.value = String(is.radius_nm);
  return made;
}

/** A name as an id that no other area has. */
export function idOf(name: string, areas: WatchArea[]): string {
  const plain =
    name
      .normalize("NFD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60) || "area";
  const taken = new Set(areas.map(({ properties }) => properties.id));
  let id = plain;
  for (let n = 2; taken.has(id); n += 1) id = `${plain}-${String(n)}`;
  return id;
}

function trial({ alerts, by_rule, vessel_hours, examined }: Trial, hours: number): HTMLElement[] {
  const count = alerts.length;
  const head = `This would have raised ${String(count)} alert${count === 1 ? "" : "s"} in the last ${String(hours)} h`;
  const basis = `${String(examined.positions)} positions, ${vessel_hours.toFixed(1)} vessel hours looked at`;
  return [
    h("p", {}, h("b", {}, head), `; ${basis}.`),
    h(
      "ul",
      {},
      ...Object.entries(by_rule).map(([rule, n]) => h("li", {}, `${ruleName(rule)}: ${String(n)}`)),
    ),
  ];
}
