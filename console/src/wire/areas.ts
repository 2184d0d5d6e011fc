// Watch areas and the rules that apply in them, as the daemon has them.
import { get, send } from "./http";
import type { Alert } from "./alert";

export interface AreaProperties {
  id: string;
  name: string;
  kind: string;
  security_level: number;
  valid_from?: string | null;
  valid_to?: string | null;
  speed_limit_kn?: number | null;
  radius_nm?: number;
  rules?: Record<string, false | Record<string, unknown>>;
  allow?: number[];
  protect?: number[];
  file?: string | null;
  /** Made over HTTP, so that it can be changed there. */
  editable?: boolean;
  /** Changes with every change of it. */
  revision?: string;
}

export type WatchArea = GeoJSON.Feature<GeoJSON.Geometry, AreaProperties>;

export interface RuleParameter {
  name: string;
  unit: string;
  default: number;
  min: number;
  max: number;
  source: string;
  text: string;
}

export interface Rule {
  id: string;
  version: string;
  text: string;
  params: RuleParameter[];
}

export interface Trial {
  alerts: Alert[];
  by_rule: Record<string, number>;
  vessel_hours: number;
  examined: { from: string; to: string; positions: number };
}

export const AREA_KINDS = [
  "general",
  "high-risk-area",
  "port-facility",
  "anchorage",
  "restricted",
  "traffic-lane",
  "fishing-ground",
  "service-route",
  "advised-clear",
];

const AREAS = "/api/v1/watch-areas";

export async function watchAreas(): Promise<WatchArea[]> {
  return (await get<{ features: WatchArea[] }>(AREAS)).features;
}

let asked: Promise<Rule[]> | undefined;

/** The rule table; it does not change while the daemon runs. */
export function rules(): Promise<Rule[]> {
  asked ??= get<Rule[] | { items: Rule[] }>("/api/v1/rules")
    .then((table) => (Array.isArray(table) ? table : table.items))
    .catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
  return asked;
}

/** Makes an area, or changes the one that was looked at: refused where another has changed it since. */
export function saveArea(
  area: WatchArea,
  known: WatchArea | null,
  by: string,
  note: string | null,
) {
  const body = { ...area, by, note };
  if (!known) return send<WatchArea>("POST", AREAS, body);
  return send<WatchArea>("PUT", place(known), body, asRead(known));
}

export function removeArea(known: WatchArea, by: string) {
  return send<undefined>("DELETE", place(known), { by }, asRead(known));
}

function place({ properties }: WatchArea): string {
  return `${AREAS}/${encodeURIComponent(properties.id)}`;
}

function asRead({ properties: { revision } }: WatchArea): Record<string, string> {
  return revision ? { "If-Match": `"${revision}"` } : {};
}

export function setLevel(id: string, level: number, by: string) {
  return send<WatchArea>("POST", `${AREAS}/${encodeURIComponent(id)}/security-level`, {
    level,
    by,
  });
}

export function tryArea(area: WatchArea, from: string, to: string) {
  return send<Trial>("POST", `${AREAS}/try`, { area, from, to });
}
