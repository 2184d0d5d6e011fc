// Meridians, parallels and a scale, so that a plot without a coast can be read.
import { wrap } from "/assets/view.js";

const STEPS = [30, 20, 10, 5, 2, 1, 1 / 2, 1 / 3, 1 / 6, 1 / 12, 1 / 30, 1 / 60, 1 / 120, 1 / 300, 1 / 600];
const MILES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
const FONT = "11px system-ui, sans-serif";

export function graticule(pen, view, colour) {
  const step = STEPS.findLast((degrees) => degrees * view.scale > 110) ?? STEPS[0];
  const [west] = view.unproject(0, 0);
  const [, north] = view.unproject(0, 0);
  const [, south] = view.unproject(0, view.height);
  pen.strokeStyle = colour("--line");
  pen.fillStyle = colour("--soft");
  pen.font = FONT;
  pen.lineWidth = 1;
  pen.textAlign = "left";
  const columns = Math.min(360 / step, view.width / view.scale / step + 2);
  for (let n = 0; n < columns; n += 1) {
    const x = wrap((Math.ceil(west / step) + n) * step);
    const [left] = view.project([x, 0]);
    stroke(pen, Math.round(left) + 0.5, 0, Math.round(left) + 0.5, view.height);
    if (left < view.width - 60) pen.fillText(degrees(x, "E", "W", step), left + 4, 12);
  }
  for (let n = Math.ceil(south / step); n * step < north; n += 1) {
    const [, top] = view.project([view.x, n * step]);
    stroke(pen, 0, Math.round(top) + 0.5, view.width, Math.round(top) + 0.5);
    if (top > 30) pen.fillText(degrees(n * step, "N", "S", step), 5, top - 4);
  }
  scale(pen, view, colour);
}

function scale(pen, view, colour) {
  const mile = view.pixelsPerMile();
  const length = MILES.findLast((one) => one * mile < 140) ?? MILES[0];
  const [right, bottom] = [view.width - 14.5, view.height - 10.5];
  const left = right - length * mile;
  pen.strokeStyle = colour("--text");
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(left, bottom - 5);
  pen.lineTo(left, bottom);
  pen.lineTo(right, bottom);
  pen.lineTo(right, bottom - 5);
  pen.stroke();
  pen.fillStyle = colour("--text");
  pen.textAlign = "center";
  pen.fillText(`${length} nm`, (left + right) / 2, bottom - 5);
  pen.lineWidth = 1;
}

function stroke(pen, left, top, right, bottom) {
  pen.beginPath();
  pen.moveTo(left, top);
  pen.lineTo(right, bottom);
  pen.stroke();
}

// Degrees and minutes, as on a chart; as many decimals of a minute as the step has.
export function degrees(value, positive, negative, step) {
  const places = step >= 1 / 60 ? 0 : step >= 1 / 600 ? 1 : 3;
  const minutes = Number((Math.abs(value) * 60).toFixed(places));
  const hemisphere = minutes === 0 ? "" : value < 0 ? negative : positive;
  const whole = Math.floor(minutes / 60);
  const rest = step >= 1 ? "" : `${(minutes - whole * 60).toFixed(places).padStart(places ? places + 3 : 2, "0")}'`;
  return `${whole}\u00b0${rest}${hemisphere}`;
}
