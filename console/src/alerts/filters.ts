// What the list is narrowed to.
import { byId, h } from "../dom";
import { ruleName } from "../format";
import { ALL_PRIORITIES, shownAlerts, type Console, type Filter } from "../state";
import { priorityMark } from "./marks";

export function filters(store: Console): void {
  const change = (part: Partial<Filter>) =>
    store.set({ filter: { ...store.state.filter, ...part } });
  const toggles = ALL_PRIORITIES.map((priority) => {
    const act = () => {
      const priorities = new Set(store.state.filter.priorities);
      if (!priorities.delete(priority)) priorities.add(priority);
      change({ priorities });
    };
    const made = h(
      "button",
      { type: "button", title: priority, on: { click: act } },
      priorityMark(priority),
    );
    store.watch(["filter"], ({ filter }) =>
      made.setAttribute("aria-pressed", String(filter.priorities.has(priority))),
    );
    return made;
  });
  const open = toggle(
    store,
    "Unack.",
    "Only what nobody has acknowledged",
    "unacknowledgedOnly",
    change,
  );
  const exercise = toggle(
    store,
    "Exercise",
    "Also what stems from an exercise",
    "exercise",
    change,
  );
  const rule = h("select", {
    "aria-label": "Only this rule",
    on: { change: () => change({ rule: rule.value }) },
  });
  store.watch(["alerts", "pastAlerts", "mode"], (state) => {
    const rules = [...new Set([...shownAlerts(state).values()].map((alert) => alert.rule))].sort();
    const chosen = state.filter.rule;
    if (chosen && !rules.includes(chosen)) rules.push(chosen);
    rule.replaceChildren(
      h("option", { value: "" }, "All rules"),
      ...rules.map((one) => h("option", { value: one, selected: one === chosen }, ruleName(one))),
    );
  });
  byId("filters").append(...toggles, open, exercise, rule);
}

function toggle(
  store: Console,
  text: string,
  title: string,
  key: "unacknowledgedOnly" | "exercise",
  change: (part: Partial<Filter>) => void,
): HTMLButtonElement {
  const act = () => change({ [key]: !store.state.filter[key] });
  const made = h("button", { type: "button", title, on: { click: act } }, text);
  store.watch(["filter"], ({ filter }) => made.setAttribute("aria-pressed", String(filter[key])));
  return made;
}
