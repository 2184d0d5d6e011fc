// Choosing an alert shows its evidence and brings its place into view.
import { listed } from "../alerts/list";
import type { ChartMap } from "../map/map";
import { shownAlerts, type Console } from "../state";

const CLOSE_ZOOM = 11;

export function chooseAlert(store: Console, map: ChartMap, id: string): void {
  store.set({ chosenAlert: id, panel: "alert", chosenContact: null });
  const alert = shownAlerts(store.state).get(id);
  if (alert?.position)
    map.flyTo(
      alert.position.coordinates as [number, number],
      Math.max(CLOSE_ZOOM, map.view.getZoom()),
    );
}

/** The next alert of the list, or the one before. */
export function nextAlert(store: Console, map: ChartMap, step: 1 | -1): void {
  const alerts = listed(store.state);
  if (alerts.length === 0) return;
  const at = alerts.findIndex(({ id }) => id === store.state.chosenAlert);
  const next =
    at < 0 ? (step > 0 ? 0 : alerts.length - 1) : (at + step + alerts.length) % alerts.length;
  const alert = alerts[next];
  if (alert) chooseAlert(store, map, alert.id);
}
