// The evidence on paper: in the light theme, so that little is black that need not be.
import type { ChartMap } from "../map/map";
import type { Console } from "../state";

/** Prints once map and charts are drawn in the light; then all is as it was. */
export async function printLight(store: Console, map: ChartMap): Promise<void> {
  const { theme } = store.state;
  store.set({ theme: "light" });
  await map.drawn();
  window.print();
  store.set({ theme });
}
