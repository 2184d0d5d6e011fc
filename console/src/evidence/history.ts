// What happened to an alert: revisions of the rule and acts of officers, the newest first.
import { h } from "../dom";
import { clock, date } from "../format";
import type { Alert } from "../wire/alert";

export function history(revisions: Alert[]): HTMLElement {
  const items = [...revisions]
    .reverse()
    .map((one) =>
      h(
        "li",
        {},
        h(
          "time",
          { datetime: one.time, title: `${date(one.time)} UTC, revision ${String(one.revision)}` },
          clock(one.time),
        ),
        h("b", {}, one.transition),
        h("span", {}, what(one)),
      ),
    );
  return h("ol", { class: "history" }, ...items);
}

function what({ cause, priority, score, transition, assignee, disposition }: Alert): string {
  const parts: string[] = [];
  if (cause?.by) parts.push(`by ${cause.by}`);
  if (transition === "assigned") parts.push(assignee ? `to ${assignee}` : "to nobody");
  if (transition === "disposed" && disposition) parts.push(disposition);
  if (cause?.until) parts.push(`until ${clock(cause.until)}`);
  if (cause && cause.kind !== "officer") parts.push(cause.kind);
  if (cause?.note) parts.push(`\u201c${cause.note}\u201d`);
  if (["raised", "escalated", "retriggered", "updated"].includes(transition))
    parts.push(`${priority} ${String(score)}`);
  return parts.join(", ");
}
