// The watch: ties the alert stream, the picture and the health of feeds to the page.
import { Alerts } from "/assets/alerts.js";
import { Vessels } from "/assets/vessels.js";
import { Health } from "/assets/health.js";

const health = new Health();
const vessels = new Vessels();
const alerts = new Alerts((open) => {
  vessels.inAlert(open);
  health.exercise("alerts", open.some((alert) => alert.exercise));
  health.drawNothing();
});
vessels.whenExercise((seen) => health.exercise("vessels", seen));
alerts.follow(
  () => health.line(true),
  () => health.line(false),
);

function tick() {
  health.clock();
  alerts.age();
}

// One after the other: a server that is slow is not asked again before it has answered.
async function every(millis, ask) {
  for (;;) {
    await ask();
    await new Promise((done) => setTimeout(done, millis));
  }
}

setInterval(tick, 1000);
tick();
every(2000, () => health.ask());
every(2000, () => vessels.ask());
