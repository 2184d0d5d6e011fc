// What the stations hear, shaded by how much of it.
import { byId } from "../dom";
import { say } from "../shell/notice";
import type { Console } from "../state";
import { get } from "../wire/http";
import type { ChartMap } from "./map";

const ASK_EVERY_MS = 60_000;

interface Heard {
  station: string;
  count: number;
}
type Cell = GeoJSON.Feature<GeoJSON.Polygon, Heard>;

export function coverage(map: ChartMap, store: Console): void {
  let asking: ReturnType<typeof setInterval> | undefined;
  let cells: Cell[] = [];
  const station = byId<HTMLSelectElement>("station");
  const draw = () => {
    const shown = store.state.coverage ? cells.filter(heardBy(station.value)) : [];
    map.fill("coverage", shown);
  };
  const ask = async () => {
    try {
      cells = (await get<GeoJSON.FeatureCollection<GeoJSON.Polygon, Heard>>("/api/v1/coverage"))
        .features;
      if (cells.length === 0) say("No station has heard anybody since the daemon began.");
      offer(station, cells);
      draw();
    } catch (error) {
      say(`Coverage cannot be shown: ${error instanceof Error ? error.message : "no answer"}`);
      store.set({ coverage: false });
    }
  };
  station.addEventListener("change", draw);
  store.watch(["coverage"], ({ coverage: shown }) => {
    byId("coverage").setAttribute("aria-pressed", String(shown));
    station.hidden = !shown;
    clearInterval(asking);
    draw();
    if (!shown) return;
    void ask();
    asking = setInterval(() => void ask(), ASK_EVERY_MS);
  });
}

function heardBy(station: string): (cell: Cell) => boolean {
  return ({ properties }) => station === "" || properties.station === station;
}

/** All stations, or one of those that have heard anybody. */
function offer(station: HTMLSelectElement, cells: Cell[]): void {
  const chosen = station.value;
  const names = [...new Set(cells.map(({ properties }) => properties.station))].sort();
  station.replaceChildren(
    new Option("All stations", ""),
    ...names.map((name) => new Option(name, name, false, name === chosen)),
  );
}
