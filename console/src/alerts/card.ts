// One alert in the list: what, who to whom, how it stands.
import { button, h } from "../dom";
import { coarseSpan, ruleName } from "../format";
import { asksForAcknowledgement, type Alert } from "../wire/alert";
import { exerciseMark, priorityMark } from "./marks";
import { inBrief, standing, whoToWhom } from "./words";

export interface CardActs {
  choose(id: string): void;
  acknowledge(id: string): void;
}

export function card(alert: Alert, now: number, acts: CardActs): HTMLLIElement {
  const asks = asksForAcknowledgement(alert);
  const title = h("button", {
    type: "button",
    class: "title",
    on: { click: () => acts.choose(alert.id) },
  });
  title.append(ruleName(alert.rule));
  const head = h(
    "div",
    { class: "head" },
    title,
    alert.exercise && exerciseMark(),
    age(alert, now),
  );
  const state = h("div", { class: "standing" }, h("b", {}, alert.priority), ...parts(alert, now));
  const foot = h(
    "div",
    { class: "foot" },
    state,
    asks && button("Acknowledge", () => acts.acknowledge(alert.id), { class: "acknowledge" }),
  );
  const item = h(
    "li",
    { class: `alert ${alert.priority} ${alert.state}`, data: { alert: alert.id } },
    priorityMark(alert.priority),
    head,
    h("div", { class: "who" }, whoToWhom(alert)),
    h("div", { class: "brief" }, inBrief(alert)),
    foot,
  );
  item.addEventListener("click", ({ target }) => {
    if (!(target as Element).closest("button")) acts.choose(alert.id);
  });
  return item;
}

function parts(alert: Alert, now: number): HTMLElement[] {
  return [...standing(alert, now), alert.area.name].map((part) => h("span", {}, part));
}

function age({ raised_at }: Alert, now: number): HTMLElement {
  const title = `raised ${raised_at}`;
  return h(
    "time",
    { class: "age", datetime: raised_at, title },
    coarseSpan(now - Date.parse(raised_at)),
  );
}
