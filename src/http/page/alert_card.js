// One alert as the officer sees it: what, who, where, and each measured value beside its limit.
import { element, exerciseMark } from "/assets/dom.js";
import { hours } from "/assets/clock.js";

// One shape for each priority, for those who do not tell the colours apart.
const SHAPES = {
  emergency: "M8 1h10l7 7v10l-7 7H8l-7-7V8z",
  alarm: "M13 2 25 24H1z",
  warning: "M13 1 25 13 13 25 1 13z",
  caution: "M3 3h20v20H3z",
};
const STATES = { "rtn-unacknowledged": "over, not acknowledged" };
const MEASURES = { cpa: "CPA", tcpa: "TCPA", sog: "SOG", cog: "COG" };
const UNITS = { "deg/min": "\u00b0/min", deg: "\u00b0" };
const RELATIONS = { "<=": "\u2264", ">=": "\u2265" };

export function card(alert, { choose, acknowledge }) {
  const made = element("li", `alert ${alert.priority} ${alert.state}`);
  made.dataset.alert = alert.id;
  made.append(shape(alert.priority), head(alert), age(alert), standing(alert));
  made.append(participants(alert), measures(alert), ...remarks(alert), buttons(alert, acknowledge));
  made.addEventListener("click", (event) => {
    if (!event.target.closest("a, button")) choose();
  });
  return made;
}

export const ruleName = (rule) => capital(rule.replaceAll("-", " ")).replace(/^Ais /, "AIS ");

function shape(priority) {
  const svg = (name) => document.createElementNS("http://www.w3.org/2000/svg", name);
  const mark = svg("svg");
  mark.setAttribute("viewBox", "0 0 26 26");
  mark.setAttribute("class", "mark");
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", priority);
  const path = svg("path");
  path.setAttribute("d", SHAPES[priority] ?? SHAPES.caution);
  mark.append(path);
  return mark;
}

function head(alert) {
  const made = element("div", "head");
  const rule = element("a", "rule", ruleName(alert.rule));
  rule.href = `/how-alerts-work#${encodeURIComponent(alert.rule)}`;
  rule.title = "What raises and clears it";
  made.append(rule);
  if (alert.exercise) made.append(" ", exerciseMark());
  return made;
}

function age(alert) {
  const made = element("time", "age");
  made.dateTime = alert.raised_at;
  made.title = `raised ${alert.raised_at}`;
  return made;
}

function standing(alert) {
  const made = element("div", "standing");
  const score = element("b", "priority", `${alert.priority} ${alert.score}`);
  score.title = `score ${alert.score} of 100`;
  const by = alert.state === "acknowledged" && alert.acknowledged_by ? ` by ${alert.acknowledged_by}` : "";
  const parts = [`${STATES[alert.state] ?? alert.state}${by}`, alert.area.name];
  if (["escalated", "retriggered"].includes(alert.transition)) parts.splice(1, 0, alert.transition);
  if (alert.silenced_until) parts.push(`silenced until ${hours(alert.silenced_until)}`);
  if (alert.snoozed_until) parts.push(`snoozed until ${hours(alert.snoozed_until)}`);
  made.append(score, ...parts.map((part) => element("span", "", part)));
  return made;
}

function participants(alert) {
  const list = element("ul", "participants");
  for (const one of alert.participants) {
    const item = element("li");
    const id = one.mmsi ? `MMSI ${String(one.mmsi).padStart(9, "0")}` : one.contact ?? `area ${one.area}`;
    item.title = one.contact ?? "";
    item.append(element("span", "role", one.role), element("span", "name", one.name ?? "name unknown"));
    item.append(element("span", "id", id));
    list.append(item);
  }
  return list;
}

function measures(alert) {
  const list = element("dl", "measures");
  for (const { name, value, unit, limit, relation } of alert.evidence.measures) {
    const one = element("div", beyond(value, relation, limit) ? "beyond" : "");
    const title = element("dt", "", MEASURES[name] ?? capital(name.replaceAll("_", " ")));
    if (limit !== null) title.append(element("span", "limit", `limit ${RELATIONS[relation] ?? relation} ${limit}`));
    one.append(title, element("dd", "", `${value} ${UNITS[unit] ?? unit}`));
    list.append(one);
  }
  return list;
}

// What has come and gone is shown paler than what still holds.
function beyond(value, relation, limit) {
  if (limit === null) return true;
  return relation === "<=" ? value <= limit : relation === ">=" ? value >= limit : true;
}

function remarks(alert) {
  const made = [];
  if (alert.advice.length > 0) {
    const advice = element("p", "advice", alert.advice.map((one) => one.text).join(" "));
    advice.title = [...new Set(alert.advice.map((one) => one.source))].join("; ");
    made.push(advice);
  }
  if (alert.cause?.note) made.push(element("p", "advice", `${alert.cause.by ?? "Note"}: ${alert.cause.note}`));
  return made;
}

function buttons(alert, acknowledge) {
  const row = element("div", "buttons");
  if (alert.state !== "acknowledged") {
    const button = element("button", "primary", "Acknowledge");
    button.type = "button";
    button.addEventListener("click", acknowledge);
    row.append(button);
  }
  const evidence = element("a", "", "Evidence");
  evidence.href = `/api/v1/alerts/${encodeURIComponent(alert.id)}`;
  evidence.target = "_blank";
  row.append(evidence, element("span", "as-of", `as of ${hours(alert.time)}`));
  return row;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
