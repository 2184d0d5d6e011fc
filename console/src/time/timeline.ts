// The line of time below the map: now, or a time replayed, with the alerts raised along it.
import { byId, button, h, setText } from "../dom";
import { clock, date, span } from "../format";
import { say } from "../shell/notice";
import type { Console, Mode } from "../state";
import { rank } from "../wire/alert";
import { liveNow } from "./now";
import { RATES, type Replay } from "./replay";
import { fieldOf, utcOf } from "./span";

export function timeline(store: Console, replay: Replay): void {
  const slider = h("input", {
    type: "range",
    min: 0,
    max: 1000,
    step: 1,
    "aria-label": "Time shown",
  });
  const ticks = h("div", { class: "ticks", "aria-hidden": "true" });
  const shown = h("time", { class: "shown" });
  const play = button("Pause", () => replay.pause(), { class: "play" });
  const rate = h("select", {
    "aria-label": "Times real pace",
    on: { change: () => replay.setRate(Number(rate.value)) },
  });
  rate.append(
    ...RATES.map((one) =>
      h("option", { value: one, selected: one === 10 }, `${String(one)}\u00d7`),
    ),
  );
  const turn = button("Replay", () => replay.toggle(), {
    class: "turn",
    title: "Replay, and back to live (R)",
  });
  const from = h("span", { class: "edge" });
  const when = h("input", {
    class: "when",
    maxlength: 16,
    autocomplete: "off",
    "aria-label": "Replay from (UTC)",
    title: "Replay from this date and time (UTC), as 2026-01-31 14:05, or from 14:05",
  });
  // Not the browser's own field: that follows the machine's language, with another order and two noons.
  when.addEventListener("change", () => {
    const at = utcOf(when.value, liveNow());
    if (at === null) return say("A time to replay from is written as 2026-01-31 14:05, or 14:05.");
    when.blur();
    replay.visit(Math.min(at, liveNow()));
  });
  byId("timeline").append(
    turn,
    play,
    rate,
    when,
    from,
    h("div", { class: "slide" }, ticks, slider),
    shown,
  );

  const range = (mode: Mode): [number, number] =>
    mode.kind === "replay" ? [mode.from, mode.to] : [liveNow() - replay.span, liveNow()];
  slider.addEventListener("change", () => {
    const [start, end] = range(store.state.mode);
    replay.seek(start + (Number(slider.value) / 1000) * (end - start));
  });

  const draw = () => {
    const { mode } = store.state;
    const past = mode.kind === "replay";
    const [start, end] = range(mode);
    document.body.classList.toggle("replaying", past);
    const lost = store.state.answered === false || store.state.liveLine === false;
    setText(byId("mode"), past ? "REPLAY" : lost ? "NOT LIVE" : "LIVE");
    byId("mode").className = `mode ${past ? "replay" : lost ? "lost" : "live"}`;
    setText(turn, past ? "Back to LIVE" : "Replay");
    play.hidden = rate.hidden = !past;
    setText(from, `${date(start).slice(5)} ${clock(start).slice(0, 5)}`);
    if (past && rate.value !== String(mode.rate)) rate.value = String(mode.rate);
    if (past) setText(play, mode.playing ? "Pause" : "Play");
    const at = past ? mode.at : end;
    if (document.activeElement !== slider || !slider.matches(":active")) {
      slider.value = String(Math.round(((at - start) / (end - start)) * 1000));
    }
    slider.setAttribute("aria-valuetext", past ? `${date(at)} ${clock(at)} UTC` : "now");
    if (document.activeElement !== when) when.value = fieldOf(at);
    setText(shown, past ? `${date(at)} ${clock(at)} UTC, ${span(liveNow() - at)} ago` : "now");
  };
  store.watch(["mode", "answered", "liveLine"], draw);
  setInterval(draw, 5000);

  store.watch(["alerts", "pastAlerts", "mode"], ({ alerts, pastAlerts, mode }) => {
    const [start, end] = range(mode);
    const all = [...new Map([...alerts, ...pastAlerts]).values()];
    const marks = all
      .sort((a, b) => rank(a.priority) - rank(b.priority))
      .slice(-150)
      .flatMap(({ raised_at, priority }) => {
        const part = (Date.parse(raised_at) - start) / (end - start);
        if (part < 0 || part > 1) return [];
        const mark = h("i", { class: priority });
        mark.style.left = `${(part * 100).toFixed(2)}%`;
        return [mark];
      });
    ticks.replaceChildren(...marks);
  });
}
