// An alert transition and what belongs to it, as the daemon sends it.
export type Priority = "caution" | "warning" | "alarm" | "emergency";
export type AlertState =
  "unacknowledged" | "acknowledged" | "rtn-unacknowledged" | "normal" | "withdrawn";

export interface Measure {
  name: string;
  value: number;
  unit: string;
  limit: number | null;
  relation: string;
}

export interface Participant {
  contact: string | null;
  area?: string;
  mmsi: number | null;
  name: string | null;
  role: string;
}

export interface EvidencePosition {
  contact: string;
  time: string;
  position: GeoJSON.Point;
  sog: number | null;
  cog: number | null;
}

export interface Alert {
  schema: number;
  seq: number;
  id: string;
  revision: number;
  transition: string;
  rule: string;
  rule_version: string;
  priority: Priority;
  score: number;
  factors: Record<string, number>;
  state: AlertState;
  time: string;
  raised_at: string;
  cleared_at: string | null;
  area: { id: string; name: string; kind: string; security_level: number };
  participants: Participant[];
  position: GeoJSON.Point | null;
  evidence: {
    measures: Measure[];
    positions: EvidencePosition[];
    sentences: string[];
    missing_layers: string[];
  };
  advice: { text: string; source: string; date: string }[];
  parent: string | null;
  cause: {
    kind: string;
    by: string | null;
    note: string | null;
    until: string | null;
    ref: string | null;
  } | null;
  exercise: boolean;
  acknowledged_by: string | null;
  assignee: string | null;
  disposition: string | null;
  silenced_until: string | null;
  snoozed_until: string | null;
}

const RANK: Record<Priority, number> = { emergency: 3, alarm: 2, warning: 1, caution: 0 };

/** Whether an officer still has it before him. */
export function isOpen({ state }: Alert): boolean {
  return state === "unacknowledged" || state === "acknowledged" || state === "rtn-unacknowledged";
}

/** Whether it waits for somebody to take it up. */
export function asksForAcknowledgement({ state }: Alert): boolean {
  return state === "unacknowledged" || state === "rtn-unacknowledged";
}

/** The order of the list: priority, then age, the newest first. */
export function byPriorityThenAge(a: Alert, b: Alert): number {
  return (
    RANK[b.priority] - RANK[a.priority] ||
    b.raised_at.localeCompare(a.raised_at) ||
    a.id.localeCompare(b.id)
  );
}

/** Whether a measure has reached the limit that it is held against. */
export function isBeyond({ name, value, relation, limit }: Measure): boolean {
  if (limit === null) return false;
  // A closest approach that has been is not about to be, though its time is less than any limit.
  if (name === "tcpa" && value < 0) return false;
  if (relation === "<=" || relation === "<") return value <= limit;
  if (relation === ">=" || relation === ">") return value >= limit;
  return false;
}

/** Priority as a number, the most urgent highest. */
export function rank(priority: Priority): number {
  return RANK[priority];
}
