// The rules of an area: on or off, and each limit with its default, its range and what it limits.
import { h } from "../dom";
import { ruleName, unit } from "../format";
import type { AreaProperties, Rule, RuleParameter } from "../wire/areas";

type Stated = NonNullable<AreaProperties["rules"]>;

/** The levels at which a limit may be another one; what is said without a level holds at all. */
const LEVELS = ["2", "3"] as const;

/** The fields of one limit: for every level, then for one. */
type Fields = Map<"" | (typeof LEVELS)[number], HTMLInputElement>;

interface Row {
  rule: Rule;
  on: HTMLInputElement;
  limits: Map<string, Fields>;
  kept: Record<string, unknown>;
}

export class RulesForm {
  readonly element = h("div", { class: "rules" });
  #rows: Row[] = [];
  /** What an area states whose rules are not shown yet. */
  #kept: Stated | null = null;

  /** Until the rule table has come, an area keeps what it states. */
  keep(stated: Stated): void {
    this.#kept = stated;
    this.#rows = [];
    this.element.replaceChildren(h("p", {}, "Asking for the rule table."));
  }

  show(rules: Rule[], stated: Stated): void {
    this.#kept = null;
    this.#rows = rules.map((rule) => row(rule, stated[rule.id]));
    this.element.replaceChildren(
      ...this.#rows.map(({ rule, on, limits }) => {
        const fields = [...limits.values()].flatMap((one) => [...one.values()]);
        const changed = !on.checked || fields.some(({ value }) => value !== "");
        return h(
          "div",
          { class: `rule ${changed ? "changed" : ""}` },
          on,
          h(
            "details",
            {},
            h("summary", {}, ruleName(rule.id), changed && h("small", {}, "changed here")),
            h("p", {}, rule.text),
            ...rule.params.map((parameter) => limit(parameter, limits.get(parameter.name))),
          ),
        );
      }),
    );
  }

  /** Only what differs from the defaults. */
  stated(): Stated {
    if (this.#kept) return this.#kept;
    const out: Stated = {};
    for (const { rule, on, limits, kept } of this.#rows) {
      if (!on.checked) {
        out[rule.id] = false;
        continue;
      }
      const at = (level: "" | (typeof LEVELS)[number]) =>
        Object.fromEntries(
          [...limits].flatMap(([name, fields]) => {
            const value = fields.get(level)?.value ?? "";
            return value === "" ? [] : [[name, Number(value)]];
          }),
        );
      const levels = LEVELS.map((level) => [level, at(level)] as const);
      const said = levels.filter(([, members]) => Object.keys(members).length > 0);
      const members: Record<string, unknown> = { ...kept, ...at("") };
      if (said.length > 0) members.level = Object.fromEntries(said);
      if (Object.keys(members).length > 0) out[rule.id] = members;
    }
    return out;
  }
}

function row(rule: Rule, stated: false | Record<string, unknown> | undefined): Row {
  const on = h("input", {
    type: "checkbox",
    checked: stated !== false,
    "aria-label": `${ruleName(rule.id)} applies here`,
  });
  const said = stated || {};
  const levels = (said.level ?? {}) as Record<string, Record<string, unknown> | undefined>;
  const names = new Set(["level", ...rule.params.map(({ name }) => name)]);
  // What this form does not know is kept as it is.
  const kept = Object.fromEntries(Object.entries(said).filter(([name]) => !names.has(name)));
  const limits = new Map(
    rule.params.map(({ name, default: usual, min, max }) => {
      const field = (value: unknown, level: string) => {
        const made = h("input", { type: "number", step: "any", min, max });
        if (level === "") made.placeholder = String(usual);
        else made.setAttribute("aria-label", `${name} at security level ${level}`);
        if (typeof value === "number") made.value = String(value);
        return made;
      };
      const fields: Fields = new Map([["", field(said[name], "")]]);
      for (const level of LEVELS) fields.set(level, field(levels[level]?.[name], level));
      return [name, fields] as const;
    }),
  );
  return { rule, on, limits, kept };
}

function limit(parameter: RuleParameter, fields: Fields | undefined): HTMLElement {
  const { name, unit: unitName, min, max, text } = parameter;
  const range = `${String(min)} to ${String(max)} ${unit(unitName)}`;
  return h(
    "div",
    { class: "limit", title: range },
    h("label", {}, h("span", {}, name), fields?.get("")),
    h("span", {}, unit(unitName)),
    h("small", {}, text),
    h(
      "span",
      { class: "at-levels" },
      ...LEVELS.flatMap((level) => [
        h("span", { "aria-hidden": "true" }, `level ${level}`),
        fields?.get(level),
      ]),
    ),
  );
}
