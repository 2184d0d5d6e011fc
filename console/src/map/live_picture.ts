// Feeds the live picture from the wire: what is in view, who matters, what has moved.
import { byId, setText } from "../dom";
import { isOpen } from "../wire/alert";
import { shownAlerts, type Console } from "../state";
import { pictureTime } from "../time/now";
import type { Aggregate } from "../wire/frames";
import { Live, type View } from "../wire/live";
import type { ChartMap } from "./map";
import type { Picture } from "./picture";

const TICK_MS = 1000;
const FIRST_LOOK_MS = 2500;
/** The daemon answers a new view with its next frame; one that was under way comes sooner. */
const ANSWER_MS = [150, 2500] as const;
const WORLD: View = { bbox: [-180, -90, 180, 90], zoom: 0 };

/** Returns what brings every contact into view, wherever the map looks now. */
export function followPicture(store: Console, map: ChartMap, live: Picture): () => void {
  // A first visit looks at everybody, once they have been heard.
  if (!map.remembered) setTimeout(() => map.showAll(), FIRST_LOOK_MS);
  let told: (() => void) | null = null;
  let sums: Aggregate[] = [];
  // They are of now: nothing of the past is counted by them.
  const sumUp = () => {
    const live = store.state.mode.kind === "live";
    map.sumUp(live ? sums : []);
    byId("summed").hidden = !live || sums.length === 0;
  };
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
      told?.();
    },
    aggregates: (cells, time) => {
      pictureTime(time);
      if (cells.length > 0) live.retain(({ contact }) => live.matters(contact));
      sums = cells;
      sumUp();
      store.set({ aggregated: cells.length > 0, contacts: live.count });
      told?.();
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
  setText(byId("summed"), "Too many ships to show each: circles count them. Zoom in.");
  let wasLive = true;
  store.watch(["mode"], ({ mode }) => {
    // A replay sets its time ten times a second.
    if (wasLive === (mode.kind === "live")) return;
    wasLive = !wasLive;
    sumUp();
  });
  setInterval(() => map.repaint(), TICK_MS);
  // Closer in, a second is a jump: there the map is drawn more often.
  setInterval(() => map.view.getZoom() >= 12 && !document.hidden && map.repaint(), 200);

  const everybody = () => {
    if (told) return;
    const asked = performance.now();
    const show = () => {
      clearTimeout(waiting);
      told = null;
      // Where nobody is, or they are too many to be told one by one, the world is in view.
      if (store.state.aggregated || !map.showAll()) map.showWorld();
    };
    const waiting = setTimeout(show, ANSWER_MS[1]);
    told = () => performance.now() - asked > ANSWER_MS[0] && show();
    connection.look(WORLD);
  };
  return () => {
    // Of the past there is what was asked for.
    if (store.state.mode.kind === "replay") map.showAll();
    else everybody();
  };
}
