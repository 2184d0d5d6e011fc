// The picture: a plot of positions and a table. Names are set as text, never as HTML.
import { span } from "/assets/alerts.js";

const byId = (id) => document.getElementById(id);
const ROWS_MAX = 300;
const PAGE = 10000;
const PAGES_MAX = 10;

const STATUS = {
  0: "under way", 1: "at anchor", 2: "not under command", 3: "restricted manoeuvrability",
  4: "constrained by draught", 5: "moored", 6: "aground", 7: "fishing", 8: "sailing",
  11: "towing astern", 12: "pushing ahead", 14: "BEACON ACTIVE",
};

// Colours by what people expect of AIS displays.
function kind(ship) {
  if (ship.class === "B") return "--class-b";
  const type = ship.ship_type ?? 0;
  if (type === 30) return "--fishing";
  if (type >= 40 && type <= 49) return "--fast";
  if (type >= 60 && type <= 69) return "--passenger";
  if (type >= 70 && type <= 79) return "--cargo";
  if (type >= 80 && type <= 89) return "--tanker";
  return "--other";
}

export class Vessels {
  constructor() {
    this.features = [];
    this.alerting = new Set();
    this.places = [];
    this.chosen = null;
    this.canvas = byId("plot");
    this.colours = new Map();
    // Centre as longitude and Mercator ordinate, scale in pixels a degree; null until first seen.
    this.view = null;
    this.exerciseSeen = () => {};
    this.listen();
  }

  whenExercise(tell) {
    this.exerciseSeen = tell;
  }

  inAlert(open) {
    this.alerting = new Set(open.flatMap((alert) => alert.participants.map((one) => one.contact)));
    // A call for help may come from nobody knows where: such an alert has no place.
    this.places = open.filter((alert) => alert.position).map((alert) => alert.position.coordinates);
    this.draw();
  }

  async ask() {
    const features = [];
    let cursor = null;
    try {
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const query = new URLSearchParams({ limit: PAGE, ...(cursor ? { cursor } : {}) });
        const answer = await fetch(`/api/v1/vessels?${query}`, { cache: "no-store" });
        if (!answer.ok) return;
        const body = await answer.json();
        features.push(...body.features);
        cursor = body.next;
        if (!cursor) break;
      }
    } catch {
      return; // Health says that the server does not answer.
    }
    this.features = features;
    byId("vessel-count").textContent = `${features.length}${cursor ? "+" : ""} contacts`;
    this.exerciseSeen(features.some((feature) => feature.properties.exercise));
    if (!this.view && features.some((feature) => feature.geometry)) this.fit();
    this.draw();
    this.list();
  }

  list() {
    const wanted = byId("find").value.trim().toLowerCase();
    const matches = (ship) => [ship.name, ship.contact, ship.call_sign]
      .some((text) => text?.toLowerCase().includes(wanted));
    const ships = this.features.map((feature) => feature.properties).filter((ship) => !wanted || matches(ship));
    const first = (ship) => (this.alerting.has(ship.contact) ? 0 : 1);
    ships.sort((a, b) => first(a) - first(b) || b.time.localeCompare(a.time) || a.contact.localeCompare(b.contact));
    byId("vessels").replaceChildren(...ships.slice(0, ROWS_MAX).map((ship) => this.row(ship)));
    const more = byId("more-vessels");
    more.hidden = ships.length > 0 && ships.length <= ROWS_MAX;
    more.textContent = ships.length === 0 ? "No contact." : `and ${ships.length - ROWS_MAX} more: use Find`;
  }

  row(ship) {
    const row = document.createElement("tr");
    row.className = ship.contact === this.chosen ? "chosen" : "";
    const name = cell(row, ship.name ?? "-");
    if (ship.exercise) {
      const mark = document.createElement("span");
      mark.className = "mark-exercise";
      mark.textContent = "EXERCISE";
      name.append(mark);
    }
    cell(row, ship.contact);
    cell(row, [ship.class, ship.ship_type_text].filter(Boolean).join(", "));
    cell(row, ship.sog?.toFixed(1) ?? "-", "number");
    cell(row, ship.cog?.toFixed(0) ?? "-", "number");
    cell(row, STATUS[ship.navigational_status] ?? "");
    const age = Math.max(0, (Date.now() - Date.parse(ship.time)) / 1000);
    cell(row, span(age), age > 600 ? "number old" : "number");
    row.addEventListener("click", () => this.choose(ship.contact));
    return row;
  }

  choose(contact) {
    this.chosen = contact;
    const feature = this.features.find((one) => one.properties.contact === contact);
    if (feature?.geometry && this.view) {
      const [longitude, latitude] = feature.geometry.coordinates;
      this.view = { ...this.view, x: longitude, y: mercator(latitude), scale: Math.max(this.view.scale, 800) };
    }
    this.draw();
    this.list();
  }

  // Shows all that is seen; where vessels lie on both sides of the antimeridian, round it.
  fit() {
    const places = this.features.filter((one) => one.geometry).map((one) => one.geometry.coordinates);
    if (places.length === 0) return;
    const east = (x) => (x < 0 ? x + 360 : x);
    const plain = extent(places.map(([x]) => x));
    const round = extent(places.map(([x]) => east(x)));
    const [west, width] = round.width < plain.width ? [round.low, round.width] : [plain.low, plain.width];
    const tall = extent(places.map(([, y]) => mercator(y)));
    const { clientWidth, clientHeight } = this.canvas;
    const scale = 0.88 * Math.min(clientWidth / Math.max(width, 0.05), clientHeight / Math.max(tall.width, 0.05));
    this.view = { x: wrap(west + width / 2), y: tall.low + tall.width / 2, scale };
    this.draw();
  }

  project([longitude, latitude]) {
    const { x, y, scale } = this.view;
    const { clientWidth, clientHeight } = this.canvas;
    return [clientWidth / 2 + wrap(longitude - x) * scale, clientHeight / 2 - (mercator(latitude) - y) * scale];
  }

  unproject(left, top) {
    const { x, y, scale } = this.view;
    const { clientWidth, clientHeight } = this.canvas;
    return [wrap(x + (left - clientWidth / 2) / scale), latitudeOf(y - (top - clientHeight / 2) / scale)];
  }

  draw() {
    if (this.pending) return;
    this.pending = true;
    requestAnimationFrame(() => {
      this.pending = false;
      const sharp = window.devicePixelRatio || 1;
      const { canvas } = this;
      canvas.width = canvas.clientWidth * sharp;
      canvas.height = canvas.clientHeight * sharp;
      const pen = canvas.getContext("2d");
      pen.scale(sharp, sharp);
      if (!this.view) {
        pen.fillStyle = this.colour("--soft");
        pen.textAlign = "center";
        pen.font = "14px system-ui, sans-serif";
        pen.fillText("No position has been received yet", canvas.clientWidth / 2, canvas.clientHeight / 2);
        return;
      }
      this.grid(pen);
      for (const feature of this.features) if (feature.geometry) this.ship(pen, feature);
      for (const place of this.places) this.ring(pen, place);
    });
  }

  ship(pen, { geometry, properties: ship }) {
    const [left, top] = this.project(geometry.coordinates);
    const { clientWidth, clientHeight } = this.canvas;
    if (left < -20 || top < -20 || left > clientWidth + 20 || top > clientHeight + 20) return;
    const heading = ship.true_heading ?? ship.cog;
    pen.save();
    pen.translate(left, top);
    pen.fillStyle = this.colour(kind(ship));
    pen.strokeStyle = pen.fillStyle;
    pen.beginPath();
    if (heading === null || ship.class === "base-station" || ship.class === "aid-to-navigation") {
      pen.arc(0, 0, 3, 0, 2 * Math.PI);
    } else {
      pen.rotate((heading * Math.PI) / 180);
      pen.moveTo(0, -7);
      pen.lineTo(4, 5);
      pen.lineTo(0, 3);
      pen.lineTo(-4, 5);
    }
    pen.closePath();
    // Exercise contacts are hollow.
    if (ship.exercise) pen.stroke(); else pen.fill();
    pen.restore();
    if (ship.contact === this.chosen || this.alerting.has(ship.contact)) this.label(pen, left, top, ship);
  }

  label(pen, left, top, ship) {
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "left";
    pen.fillStyle = this.colour("--text");
    pen.fillText(`${ship.exercise ? "EXERCISE " : ""}${ship.name ?? ship.contact}`, left + 9, top - 6);
  }

  ring(pen, place) {
    const [left, top] = this.project(place);
    pen.strokeStyle = this.colour("--emergency");
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(left, top, 14, 0, 2 * Math.PI);
    pen.stroke();
    pen.lineWidth = 1;
  }

  grid(pen) {
    const { clientWidth, clientHeight } = this.canvas;
    const steps = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
    const step = steps.findLast((degrees) => degrees * this.view.scale > 90) ?? 30;
    const [west, north] = this.unproject(0, 0);
    const [, south] = this.unproject(0, clientHeight);
    pen.strokeStyle = this.colour("--line");
    pen.fillStyle = this.colour("--soft");
    pen.font = "11px system-ui, sans-serif";
    pen.textAlign = "left";
    const columns = Math.min(360 / step, clientWidth / this.view.scale / step + 2);
    for (let n = 0, x = Math.ceil(west / step) * step; n < columns; n += 1, x += step) {
      const [left] = this.project([wrap(x), 0]);
      stroke(pen, left, 0, left, clientHeight);
      pen.fillText(degrees(wrap(x), "E", "W", step), left + 3, clientHeight - 20);
    }
    for (let y = Math.ceil(south / step) * step; y < north; y += step) {
      const [, top] = this.project([this.view.x, y]);
      stroke(pen, 0, top, clientWidth, top);
      pen.fillText(degrees(y, "N", "S", step), 4, top - 3);
    }
  }

  colour(name) {
    if (!this.colours.has(name)) {
      this.colours.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
    }
    return this.colours.get(name);
  }

  listen() {
    const { canvas } = this;
    byId("fit").addEventListener("click", () => this.fit());
    byId("find").addEventListener("input", () => this.list());
    new ResizeObserver(() => this.draw()).observe(canvas);
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      if (!this.view) return;
      const factor = Math.exp(-event.deltaY / 400);
      const scale = Math.min(200000, Math.max(1, this.view.scale * factor));
      const [x, latitude] = this.unproject(event.offsetX, event.offsetY);
      const keep = 1 - this.view.scale / scale;
      this.view = {
        x: wrap(this.view.x + wrap(x - this.view.x) * keep),
        y: this.view.y + (mercator(latitude) - this.view.y) * keep,
        scale,
      };
      this.draw();
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.drag = [event.offsetX, event.offsetY];
    });
    canvas.addEventListener("pointerup", () => { this.drag = null; });
    canvas.addEventListener("pointermove", (event) => this.point(event));
  }

  point(event) {
    if (!this.view) return;
    if (this.drag) {
      const [left, top] = this.drag;
      this.view.x = wrap(this.view.x - (event.offsetX - left) / this.view.scale);
      this.view.y += (event.offsetY - top) / this.view.scale;
      this.drag = [event.offsetX, event.offsetY];
      this.draw();
    }
    const [longitude, latitude] = this.unproject(event.offsetX, event.offsetY);
    byId("pointer").textContent = `${degrees(latitude, "N", "S", 0.0001)} ${degrees(longitude, "E", "W", 0.0001)}`;
  }
}

function cell(row, text, className = "") {
  const made = document.createElement("td");
  made.className = className;
  made.textContent = text;
  row.append(made);
  return made;
}

function extent(numbers) {
  const low = numbers.reduce((least, one) => Math.min(least, one), Infinity);
  const high = numbers.reduce((most, one) => Math.max(most, one), -Infinity);
  return { low, width: high - low };
}

function stroke(pen, left, top, right, bottom) {
  pen.beginPath();
  pen.moveTo(left, top);
  pen.lineTo(right, bottom);
  pen.stroke();
}

function degrees(value, positive, negative, step) {
  const places = Math.max(0, Math.ceil(-Math.log10(step)));
  return `${Math.abs(value).toFixed(places)}\u00b0${value < 0 ? negative : positive}`;
}

const wrap = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;

// Mercator ordinate in degrees, kept off the poles.
const mercator = (latitude) => {
  const clamped = Math.max(-85, Math.min(85, latitude));
  return (Math.log(Math.tan(Math.PI / 4 + (clamped * Math.PI) / 360)) * 180) / Math.PI;
};

const latitudeOf = (ordinate) => (Math.atan(Math.exp((ordinate * Math.PI) / 180)) * 360) / Math.PI - 90;
