// What the console knows and what the officer has chosen.
import { Store } from "./store";
import type { Alert, Priority } from "./wire/alert";
import type { Feeds } from "./wire/live";
import type { Readiness } from "./health/readiness";
import type { WatchArea } from "./wire/areas";
import type { Listed } from "./wire/vessels";

export type Theme = "dark" | "light" | "red";

/** What the right side shows. */
export type Panel = "none" | "alert" | "vessel" | "areas" | "watch-list";

export type Mode =
  | { kind: "live" }
  | { kind: "replay"; from: number; to: number; at: number; rate: number; playing: boolean };

export interface Filter {
  priorities: ReadonlySet<Priority>;
  unacknowledgedOnly: boolean;
  exercise: boolean;
  rule: string;
}

export interface State {
  /** Open alerts, and those that ended while we looked on. */
  alerts: ReadonlyMap<string, Alert>;
  /** The first snapshot has come. */
  alertsKnown: boolean;
  /** Transitions that could not be resumed, until the officer has seen the line that says so. */
  gap: { from: number; to: number } | null;
  /** Alerts of the time replayed. */
  pastAlerts: ReadonlyMap<string, Alert>;
  /** Whether those have come. */
  pastAlertsKnown: "asked" | "known" | "failed";
  /** Transitions after this time (ms) were too many to be taken; null where all are there. */
  pastAlertsEnd: number | null;
  chosenAlert: string | null;
  chosenContact: string | null;
  panel: Panel;
  mode: Mode;
  filter: Filter;
  areas: WatchArea[];
  /** An area under the pen: which one it stands for, and how it is to be drawn. */
  draft: { id: string | null; area: WatchArea | null } | null;
  readiness: Readiness | null;
  /** The daemon answered the last question; null before the first. */
  answered: boolean | null;
  alertLine: boolean | null;
  liveLine: boolean | null;
  feeds: Feeds | null;
  exercise: boolean;
  contacts: number;
  /** Contacts are summed up in cells: too many to show one by one. */
  aggregated: boolean;
  watchList: ReadonlyMap<string, Listed>;
  theme: Theme;
  muted: boolean;
  coverage: boolean;
  /** Charts of the operator are shown, if there are any. */
  charts: boolean;
  ruler: boolean;
}

export const ALL_PRIORITIES: Priority[] = ["emergency", "alarm", "warning", "caution"];

export type Console = Store<State>;

export function newStore(): Console {
  return new Store<State>({
    alerts: new Map(),
    alertsKnown: false,
    gap: null,
    pastAlerts: new Map(),
    pastAlertsKnown: "asked",
    pastAlertsEnd: null,
    chosenAlert: null,
    chosenContact: null,
    panel: "none",
    mode: { kind: "live" },
    filter: {
      priorities: new Set(ALL_PRIORITIES),
      unacknowledgedOnly: false,
      exercise: true,
      rule: "",
    },
    areas: [],
    draft: null,
    readiness: null,
    answered: null,
    alertLine: null,
    liveLine: null,
    feeds: null,
    exercise: false,
    contacts: 0,
    aggregated: false,
    watchList: new Map(),
    theme: "dark",
    muted: false,
    coverage: false,
    charts: true,
    ruler: false,
  });
}

/** The alerts of the time shown. */
export function shownAlerts({ mode, alerts, pastAlerts }: State): ReadonlyMap<string, Alert> {
  return mode.kind === "live" ? alerts : pastAlerts;
}
