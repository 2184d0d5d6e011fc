// The watch: ties the alert stream, the picture and the health of feeds to the page.
import { byId, setText } from "/assets/dom.js";
import { now } from "/assets/clock.js";
import { Alerts } from "/assets/alerts.js";
import { Health } from "/assets/health.js";
import { Plot } from "/assets/plot.js";
import { Table } from "/assets/table.js";
import { vessels, watchAreas } from "/assets/picture.js";

const exercises = { alerts: false, vessels: false };
const health = new Health();
const table = new Table((contact) => {
  table.showContact(contact);
  plot.showContact(contact);
});
const plot = new Plot({
  chooseAlert: (id) => alerts.choose(id),
  chooseContact: (contact) => table.showContact(contact),
});
const alerts = new Alerts({
  line: (open) => health.line(open),
  chosen: (alert) => plot.showAlert(alert),
  changed: (open) => {
    plot.setAlerts(open);
    table.setAlerts(open);
    exercise({ alerts: open.some((alert) => alert.exercise) });
    health.drawNothing();
  },
});

function exercise(seen) {
  Object.assign(exercises, seen);
  byId("exercise").hidden = !exercises.alerts && !exercises.vessels;
}

function tick() {
  setText(byId("clock"), `${new Date(now()).toISOString().slice(11, 19)} UTC`);
  alerts.age();
}

async function askVessels() {
  const seen = await vessels();
  if (!seen) return;
  setText(byId("vessel-count"), `${seen.features.length}${seen.more ? "+" : ""} contacts`);
  exercise({ vessels: seen.features.some((feature) => feature.properties.exercise) });
  plot.setVessels(seen.features);
  table.setVessels(seen.features);
}

async function askAreas() {
  const areas = await watchAreas();
  if (areas) plot.setAreas(areas);
}

// One after the other: a daemon that is slow is not asked again before it has answered.
async function every(millis, ask) {
  for (;;) {
    await ask();
    await new Promise((done) => setTimeout(done, millis));
  }
}

const KEYS = {
  j: () => alerts.step(1),
  k: () => alerts.step(-1),
  a: () => alerts.acknowledge(alerts.chosen),
  "/": () => byId("find").focus(),
};
document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
  if (!plain || event.target.closest("input, dialog")) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

setInterval(tick, 1000);
tick();
alerts.follow();
every(2000, () => health.ask());
every(2000, askVessels);
every(30000, askAreas);
