// The console: puts the parts together. Each part shows one thing; all share one store of state.
import "./style/console.css";
import { AlertList, listed } from "./alerts/list";
import { filters } from "./alerts/filters";
import { keepAlerts } from "./alerts/keeper";
import { knownInitials, Officer, signAs } from "./alerts/officer";
import { ReportForm } from "./alerts/report";
import { Sound } from "./alerts/sound";
import { AreasPanel } from "./areas/panel";
import { byId } from "./dom";
import { EvidencePanel } from "./evidence/panel";
import { HealthWatch } from "./health/watch";
import { showAreas } from "./map/areas_layer";
import { legend } from "./map/legend";
import { followPicture } from "./map/live_picture";
import { ChartMap } from "./map/map";
import { Picture } from "./map/picture";
import { pointer } from "./map/pointer";
import { Ruler } from "./map/ruler";
import { showCharts } from "./map/charts";
import { coverage } from "./map/coverage";
import { chooseAlert, nextAlert } from "./shell/choose";
import { helpSheet, listen, type Shortcut } from "./shell/keys";
import { loggedIn } from "./shell/session";
import { Search } from "./shell/search";
import { sidePanel } from "./shell/side";
import { followTheme, nextTheme } from "./shell/theme";
import { newStore, shownAlerts } from "./state";
import { now } from "./time/now";
import { Replay } from "./time/replay";
import { timeline } from "./time/timeline";
import { asksForAcknowledgement } from "./wire/alert";
import { VesselCard } from "./vessel/card";
import { WatchList } from "./vessel/watch_list";

const SNOOZE_MS = 60 * 60_000;

const store = newStore();
followTheme(store);
const signsAs = await loggedIn();
if (signsAs) signAs(signsAs);
const live = new Picture();
const map = new ChartMap(byId("map"), live, store);
const officer = new Officer(store);
const report = new ReportForm(store, map, officer);
const replay = new Replay(store, map, live);
const ruler = new Ruler(map, store);
const areas = new AreasPanel(store, map, officer);
const search = new Search(store, map);
const choose = (id: string) => chooseAlert(store, map, id);

const showAll = followPicture(store, map, live);
keepAlerts(store);
new HealthWatch(store);
new AlertList(store, {
  choose,
  acknowledge: (id) => void officer.act(id, { act: "acknowledge" }),
});
filters(store);
new Sound(store);
showAreas(map, store);
coverage(map, store);
void showCharts(map, store);
legend(store);
pointer(map, store);
timeline(store, replay);
const watchList = new WatchList(store, officer, (contact) => void search.goTo(contact, null));
sidePanel(store, {
  alert: new EvidencePanel(store, map, officer).element,
  vessel: new VesselCard(store, map, watchList).element,
  "watch-list": watchList.element,
  areas: areas.element,
});

const chosenId = () => store.state.chosenAlert;
const acknowledge = () => {
  const id = chosenId() ?? listed(store.state).find(asksForAcknowledgement)?.id;
  if (id) void officer.act(id, { act: "acknowledge" });
};
const snooze = () => {
  const id = chosenId();
  if (id) void officer.act(id, { act: "snooze", until: new Date(now() + SNOOZE_MS).toISOString() });
};
const open = (panel: "areas" | "watch-list") =>
  store.set({ panel: store.state.panel === panel ? "none" : panel });
const help = () => {
  const sheet = byId<HTMLDialogElement>("help");
  if (sheet.open) sheet.close();
  else sheet.showModal();
};
const leave = () => {
  if (ruler.on) return ruler.toggle();
  if (areas.drawing) return areas.stop();
  store.set({ panel: "none", chosenAlert: null, chosenContact: null });
};
const shortcuts: Shortcut[] = [
  { keys: ["J"], says: "next alert", act: () => nextAlert(store, map, 1), repeats: true },
  { keys: ["K"], says: "previous alert", act: () => nextAlert(store, map, -1), repeats: true },
  {
    keys: ["A"],
    says: "acknowledge the chosen alert, else the first that waits",
    act: acknowledge,
  },
  { keys: ["S"], says: "snooze the chosen alert for an hour", act: snooze },
  { keys: ["F"], says: "fly to what is chosen", act: () => flyToChosen() },
  { keys: ["N"], says: "report what no feed says", act: () => report.open() },
  { keys: ["D"], says: "draw a watch area", act: () => areas.draw() },
  { keys: ["W"], says: "the watch list", act: () => open("watch-list") },
  { keys: ["R"], says: "replay, and back to live", act: () => replay.toggle() },
  { keys: [" "], says: "pause and go on in a replay", act: () => replay.pause() },
  { keys: ["M"], says: "measure range and bearing", act: () => ruler.toggle() },
  {
    keys: ["C"],
    says: "coverage by station",
    act: () => store.set({ coverage: !store.state.coverage }),
  },
  { keys: ["T"], says: "dark, light, night", act: () => nextTheme(store) },
  { keys: ["+", "="], says: "zoom in", act: () => map.view.zoomIn(), repeats: true },
  { keys: ["-"], says: "zoom out", act: () => map.view.zoomOut(), repeats: true },
  { keys: ["0"], says: "show every contact", act: showAll },
  { keys: ["/"], says: "search: name, MMSI, IMO, call sign, position", act: () => search.focus() },
  { keys: ["Escape"], says: "close, let go", act: leave },
  { keys: ["?"], says: "this sheet", act: help },
];
listen(shortcuts);
helpSheet(shortcuts);

const press = (id: string, act: () => void) => byId(id).addEventListener("click", act);
press("zoom-in", () => map.view.zoomIn());
press("zoom-out", () => map.view.zoomOut());
press("show-all", showAll);
press("ruler", () => ruler.toggle());
press("coverage", () => store.set({ coverage: !store.state.coverage }));
press("charts", () => store.set({ charts: !store.state.charts }));
press("live-waits", () => replay.backToLive());
press("theme", () => nextTheme(store));
press("help-open", help);
press("who", () => void officer.ask());
press("areas-open", () => open("areas"));
press("watch-list-open", () => open("watch-list"));
byId("officer").textContent = knownInitials() ?? "Initials";

function flyToChosen(): void {
  const { chosenAlert, chosenContact } = store.state;
  const known = chosenContact ? map.picture.find(chosenContact) : undefined;
  const seen = known && map.picture.fix(known);
  const alert = chosenAlert ? shownAlerts(store.state).get(chosenAlert) : null;
  if (seen) map.flyTo([seen.lon, seen.lat]);
  else if (alert?.position) map.flyTo(alert.position.coordinates as [number, number]);
}
