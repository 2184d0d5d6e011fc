// Feeds the live picture from the wire: what is in view, who matters, what has moved.
import { byId, setText } from "../dom";
import { isOpen } from "../wire/alert";
import { shownAlerts, type Console } from "../state";
import { pictureTime } from "../time/now";
import { Live } from "../wire/live";
import type { ChartMap } from "./map";
import type { Picture } from "./picture";

const TICK_MS = 1000;
const FIRST_LOOK_MS = 2500;

export function followPicture(store: Console, map: ChartMap, live: Picture): void {
  // A first visit looks at everybody, once they have been heard.
  if (!map.remembered) setTimeout(() => map.showAll(), FIRST_LOOK_MS);
  const connection = new Live({
    hello: (exercise) => {
      // Another connection numbers its slots anew; until it has said who is there, nobody is.
      live.clear();
      store.set({ exercise });
    },
    contacts: (items) => live.introduce(items),
    gone: (slots) => live.forget(slots),
    positions: (frame) => {
      pictureTime(frame.time);
      live.move(frame);
      if (store.state.mode.kind === "live") {
        map.trails.note(live);
        map.repaint();
      }
      store.set({ contacts: live.count });
    },
    aggregates: (cells, time) => {
      pictureTime(time);
      if (cells.length > 0) live.retain(({ contact }) => live.matters(contact));
      map.sumUp(cells);
      store.set({ aggregated: cells.length > 0, contacts: live.count });
    },
    feeds: (feeds) => store.set({ feeds, exercise: feeds.items.some((feed) => feed.exercise) }),
    line: (open) => store.set({ liveLine: open }),
  });
  const look = () => connection.look({ bbox: map.bbox(), zoom: map.view.getZoom() });
  map.view.on("moveend", look);
  map.view.on("resize", look);
  look();

  store.watch(["alerts", "pastAlerts", "chosenContact", "mode"], (state) => {
    const alerts = [...shownAlerts(state).values()].filter(isOpen);
    const alerting = new Set(
      alerts.flatMap(({ participants }) => participants.flatMap(({ contact }) => contact ?? [])),
    );
    map.picture.mark(alerting, state.chosenContact);
    connection.follow(state.chosenContact ? [state.chosenContact] : []);
    map.repaint();
  });
  store.watch(["aggregated", "contacts"], ({ aggregated }) => {
    const note = byId("summed");
    note.hidden = !aggregated;
    setText(note, "Too many ships to show each: circles count them. Zoom in.");
  });
  setInterval(() => map.repaint(), TICK_MS);
  // Closer in, a second is a jump: there the map is drawn more often.
  setInterval(() => map.view.getZoom() >= 12 && !document.hidden && map.repaint(), 200);
}
