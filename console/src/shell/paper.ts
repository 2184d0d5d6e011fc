// The evidence on paper: in the light theme, so that little is black that need not be.
import type { ChartMap } from "../map/map";
import type { Console } from "../state";

/** A map that never rests, since charts of it do not come, is printed as it is then. */
const DRAWN_MAX_MS = 5000;

let printing = false;

/** Prints once map and charts are drawn in the light; then all is as it was. */
export async function printLight(store: Console, map: Pick<ChartMap, "drawn">): Promise<void> {
  if (printing) return;
  printing = true;
  const { theme } = store.state;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  try {
    store.set({ theme: "light" });
    const longest = new Promise((resolve) => (waiting = setTimeout(resolve, DRAWN_MAX_MS)));
    await Promise.race([map.drawn(), longest]);
    window.print();
  } finally {
    clearTimeout(waiting);
    store.set({ theme });
    printing = false;
  }
}
