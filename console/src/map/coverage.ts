// What the stations hear, shaded by how much of it.
import { byId } from "../dom";
import { say } from "../shell/notice";
import type { Console } from "../state";
import { get } from "../wire/http";
import type { ChartMap } from "./map";

const ASK_EVERY_MS = 60_000;

export function coverage(map: ChartMap, store: Console): void {
  let asking: ReturnType<typeof setInterval> | undefined;
  const ask = async () => {
    try {
      const cells = await get<GeoJSON.FeatureCollection>("/api/v1/coverage");
      if (store.state.coverage) map.fill("coverage", cells.features);
    } catch (error) {
      say(`Coverage cannot be shown: ${error instanceof Error ? error.message : "no answer"}`);
      store.set({ coverage: false });
    }
  };
  store.watch(["coverage"], ({ coverage: shown }) => {
    byId("coverage").setAttribute("aria-pressed", String(shown));
    clearInterval(asking);
    if (!shown) return map.fill("coverage", []);
    void ask();
    asking = setInterval(() => void ask(), ASK_EVERY_MS);
  });
}
