// The rules of an area: on or off, and each limit with its default, its range and what it limits.
import { h } from "../dom";
import { ruleName, unit } from "../format";
import type { AreaProperties, Rule, RuleParameter } from "../wire/areas";

type Stated = NonNullable<AreaProperties["rules"]>;

export class RulesForm {
  readonly element = h("div", { class: "rules" });
  #rows: {
    rule: Rule;
    on: HTMLInputElement;
    limits: Map<string, HTMLInputElement>;
    kept: Record<string, unknown>;
  }[] = [];

  show(rules: Rule[], stated: Stated): void {
    this.#rows = rules.map((rule) => row(rule, stated[rule.id]));
    this.element.replaceChildren(
      ...this.#rows.map(({ rule, on, limits }) => {
        const changed = !on.checked || [...limits.values()].some(({ value }) => value !== "");
        return h(
          "details",
          { class: changed ? "changed" : "" },
          h(
            "summary",
            {},
            h("label", {}, on, ruleName(rule.id)),
            changed && h("small", {}, "changed here"),
          ),
          h("p", {}, rule.text),
          ...rule.params.map((parameter) => limit(parameter, limits.get(parameter.name))),
        );
      }),
    );
  }

  /** Only what differs from the defaults. */
  stated(): Stated {
    const out: Stated = {};
    for (const { rule, on, limits, kept } of this.#rows) {
      if (!on.checked) {
        out[rule.id] = false;
        continue;
      }
      const said = [...limits].filter(([, { value }]) => value !== "");
      const members = {
        ...kept,
        ...Object.fromEntries(said.map(([name, { value }]) => [name, Number(value)])),
      };
      if (Object.keys(members).length > 0) out[rule.id] = members;
    }
    return out;
  }
}

function row(rule: Rule, stated: false | Record<string, unknown> | undefined) {
  const on = h("input", { type: "checkbox", checked: stated !== false });
  const said = stated || {};
  const names = new Set(rule.params.map(({ name }) => name));
  // What this form does not show (limits by security level) is kept as it is.
  const kept = Object.fromEntries(Object.entries(said).filter(([name]) => !names.has(name)));
  const limits = new Map(
    rule.params.map(({ name, default: usual, min, max }) => {
      const field = h("input", {
        type: "number",
        step: "any",
        min,
        max,
        placeholder: String(usual),
      });
      const value = said[name];
      if (typeof value === "number") field.value = String(value);
      return [name, field] as const;
    }),
  );
  return { rule, on, limits, kept };
}

function limit(parameter: RuleParameter, field: HTMLInputElement | undefined): HTMLElement {
  const { name, unit: unitName, min, max, text } = parameter;
  const range = `${String(min)} to ${String(max)} ${unit(unitName)}`;
  return h(
    "label",
    { class: "limit", title: range },
    h("span", {}, name),
    field,
    h("span", {}, unit(unitName)),
    h("small", {}, text),
  );
}
