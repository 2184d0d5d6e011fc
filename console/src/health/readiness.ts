// What `/readyz` says, and whether a quiet picture can be believed. A silent receiver must not look
// like a quiet sea.
import type { State } from "../state";
import { clock } from "../format";

export interface FeedReadiness {
  name: string;
  connected: boolean;
  silent: boolean;
  last_message: string | null;
  age_seconds: number | null;
  problem: string | null;
}

export interface Readiness {
  status: "starting" | "ready" | "degraded" | "draining";
  time: string;
  silent: string[];
  feeds: FeedReadiness[];
  store: { status: string; problem: string | null };
}

type Known = Pick<State, "answered" | "alertLine" | "liveLine" | "readiness" | "gap">;

/** Nothing can be heard: what is shown may be old, and what is not shown means nothing. */
export function isDeaf({ answered, alertLine, readiness }: Known): boolean {
  if (answered === false || alertLine === false) return true;
  return readiness !== null && readiness.silent.length === readiness.feeds.length;
}

/** Whether a replay is at a time of which not all transitions have been read. */
export function isCut({ mode, pastAlertsEnd }: Partial<State>): boolean {
  return mode?.kind === "replay" && pastAlertsEnd != null && mode.at > pastAlertsEnd;
}

/** That a replay shows fewer alerts than there were; null where it shows all. */
function missesAlerts(known: Partial<State>): string | null {
  if (!isCut(known)) return null;
  return `REPLAY: too many transitions to take in; those after ${clock(known.pastAlertsEnd ?? 0)} UTC are not shown.`;
}

/** The sentence over the picture; null while all is well. */
export function warning(
  known: Known & Partial<Pick<State, "mode" | "pastAlertsEnd">>,
  lastAnswer: number | null,
): string | null {
  return missesAlerts(known) ?? warningOfNow(known, lastAnswer);
}

function warningOfNow(known: Known, lastAnswer: number | null): string | null {
  const { answered, alertLine, liveLine, readiness, gap } = known;
  if (answered === false) {
    const since = lastAnswer === null ? "" : ` since ${clock(lastAnswer)} UTC`;
    return `NO ANSWER from the daemon${since}: nothing here is current. Reconnecting.`;
  }
  if (alertLine === false)
    return "The alert stream is interrupted: alerts may be old. Reconnecting.";
  if (!readiness) return null;
  const { status, feeds, silent, store } = readiness;
  if (status === "starting" || status === "draining") {
    return `The daemon is ${status}: the watch is not complete.`;
  }
  if (feeds.length === 0) return "No feed is configured: nothing can be seen.";
  if (silent.length === feeds.length) {
    return "ALL FEEDS ARE SILENT: an empty picture means nothing.";
  }
  if (silent.length > 0) return `SILENT: ${silent.join(", ")}. Its waters are not being watched.`;
  if (liveLine === false)
    return "Positions are interrupted: vessels are where they last were. Reconnecting.";
  if (store.problem) return `The store does not take anything in: ${store.problem}`;
  if (gap)
    return `Transitions ${String(gap.from)} to ${String(gap.to)} were missed; the open alerts are shown as they now stand.`;
  return null;
}

/** What an empty list of alerts means. */
export function nothingMeans(known: Known & { alertsKnown: boolean }): string {
  if (isDeaf(known))
    return "No open alert is known, but nothing can be heard. This is not a quiet sea.";
  if (!known.alertsKnown || !known.readiness) return "Asking the daemon for open alerts.";
  const { feeds } = known.readiness;
  const heard = feeds.filter((feed) => feed.last_message && !feed.silent).length;
  return `No open alert. ${String(heard)} of ${String(feeds.length)} feeds heard. What a rule finds appears here by itself.`;
}
