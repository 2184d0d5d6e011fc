// Keeps the alerts of the store as the daemon has them: the snapshot, each transition, each act.
import type { Console } from "../state";
import { isOpen, type Alert } from "../wire/alert";
import { followAlerts } from "../wire/alert_stream";

/** Alerts that are over stay so long, for whoever is just reading one. */
const OVER_MAX = 200;

/** The newest of two revisions. */
export function take(alerts: ReadonlyMap<string, Alert>, alert: Alert): ReadonlyMap<string, Alert> {
  const known = alerts.get(alert.id);
  if (known && known.seq >= alert.seq) return alerts;
  const next = new Map(alerts);
  // To the end, so that those are first that ended first.
  next.delete(alert.id);
  next.set(alert.id, alert);
  const over = [...next.values()].filter((one) => !isOpen(one));
  for (const one of over.slice(0, Math.max(0, over.length - OVER_MAX))) next.delete(one.id);
  return next;
}

/** A snapshot holds all that is open: whoever is open here and not there has ended meanwhile. */
export function takeSnapshot(
  alerts: ReadonlyMap<string, Alert>,
  open: Alert[],
): ReadonlyMap<string, Alert> {
  const there = new Set(open.map(({ id }) => id));
  let next: ReadonlyMap<string, Alert> = new Map(
    [...alerts].filter(([id, alert]) => there.has(id) || !isOpen(alert)),
  );
  for (const alert of open) next = take(next, alert);
  return next;
}

export function keepAlerts(store: Console): void {
  followAlerts({
    snapshot: (open) =>
      store.set({ alerts: takeSnapshot(store.state.alerts, open), alertsKnown: true }),
    transition: (alert) =>
      store.set({ alerts: take(store.state.alerts, alert), alertsKnown: true }),
    gap: (from, to) => {
      const gap = { from, to };
      store.set({ gap });
      // Another one meanwhile has a minute of its own.
      setTimeout(() => store.state.gap === gap && store.set({ gap: null }), 60_000);
    },
    line: (open) => store.set({ alertLine: open }),
  });
}
