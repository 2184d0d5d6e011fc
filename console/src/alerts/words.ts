// How an alert is put in words.
import { clock, identity, measureName, relation, unit } from "../format";
import type { Alert, Participant } from "../wire/alert";

const STATES: Record<string, string> = {
  "rtn-unacknowledged": "over, not acknowledged",
  normal: "over",
};

export function calledName({ name, contact, mmsi, area }: Participant): string {
  return name ?? (identity(contact, mmsi) || `area ${area ?? ""}`);
}

/** Who does it to whom: those who act first. */
export function whoToWhom({ participants }: Alert): string {
  const target = participants.find(({ role }) => role === "target");
  const others = participants.filter((one) => one !== target);
  if (!target) return others.map(calledName).join(", ");
  if (others.length === 0) return calledName(target);
  const names = others.slice(0, 3).map(calledName).join(", ");
  const more = others.length > 3 ? ` and ${String(others.length - 3)} more` : "";
  return `${names}${more} \u2192 ${calledName(target)}`;
}

export function standing(alert: Alert, now: number): string[] {
  const { state, acknowledged_by, assignee, transition, silenced_until, snoozed_until } = alert;
  const by = state === "acknowledged" && acknowledged_by ? ` by ${acknowledged_by}` : "";
  const words = [`${STATES[state] ?? state}${by}`];
  if (transition === "escalated" || transition === "retriggered") words.push(transition);
  if (assignee) words.push(`in the hands of ${assignee}`);
  if (silenced_until && Date.parse(silenced_until) > now)
    words.push(`silenced until ${clock(silenced_until)}`);
  if (snoozed_until && Date.parse(snoozed_until) > now)
    words.push(`snoozed until ${clock(snoozed_until)}`);
  return words;
}

/** The measures that say most, on one line; what an officer said, where nothing was measured. */
export function inBrief({ evidence, cause }: Alert): string {
  if (evidence.measures.length === 0) return cause?.note ?? "";
  const first = evidence.measures.filter(({ limit }) => limit !== null).slice(0, 3);
  const shown = first.length > 0 ? first : evidence.measures.slice(0, 3);
  return shown
    .map((one) =>
      `${measureName(one.name)} ${String(one.value)} ${unit(one.unit)}`.replaceAll(" ", "\u00a0"),
    )
    .join("  \u00b7  ");
}

export function limitText(sign: string, limit: number | null, unitName: string): string {
  return limit === null ? "\u2013" : `${relation(sign)} ${String(limit)} ${unit(unitName)}`;
}
