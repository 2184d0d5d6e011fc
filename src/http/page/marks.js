// What is drawn for watch areas, contacts and alerts.
import { miles } from "/assets/view.js";

const FONT = "12px system-ui, sans-serif";
const MARK_FONT = "800 10px system-ui, sans-serif";
// The way of so many minutes lies ahead of a ship under way.
const VECTOR_MINUTES = 6;

// Colours by what people expect of AIS displays.
export function kind({ class: transponder, ship_type: type }) {
  if (transponder === "B") return "--class-b";
  if (type === 30) return "--fishing";
  if (type >= 40 && type <= 49) return "--fast";
  if (type >= 60 && type <= 69) return "--passenger";
  if (type >= 70 && type <= 79) return "--cargo";
  if (type >= 80 && type <= 89) return "--tanker";
  return "--other";
}

export function area(pen, view, colour, { geometry, properties }) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates]
    : geometry.type === "MultiPolygon" ? geometry.coordinates : [];
  pen.strokeStyle = colour("--area");
  pen.fillStyle = colour("--area");
  pen.setLineDash([6, 4]);
  for (const [outer] of polygons) {
    const points = outer.map((place) => view.project(place));
    // Cut by the edge of the world: no outline is better than one across the sea.
    if (points.some(([left], n) => n > 0 && Math.abs(left - points[n - 1][0]) > 180 * view.scale)) continue;
    pen.beginPath();
    points.forEach(([left, top], n) => (n === 0 ? pen.moveTo(left, top) : pen.lineTo(left, top)));
    pen.globalAlpha = 0.05;
    pen.fill();
    pen.globalAlpha = 1;
    pen.stroke();
    const left = Math.min(...points.map(([x]) => x));
    const top = Math.min(...points.map(([, y]) => y));
    const right = Math.max(...points.map(([x]) => x));
    pen.font = FONT;
    pen.textAlign = "left";
    if (right - left > 120 && left > -right) pen.fillText(properties.name, Math.max(left, 0) + 8, Math.max(top, 16) + 16);
  }
  pen.setLineDash([]);
}

export function ship(pen, view, colour, { geometry, properties }, near) {
  const [left, top] = view.project(geometry.coordinates);
  const heading = properties.true_heading ?? properties.cog;
  const moves = ["A", "B", null, "radar"].includes(properties.class) && heading !== null;
  pen.save();
  pen.translate(left, top);
  pen.fillStyle = colour(kind(properties));
  pen.strokeStyle = pen.fillStyle;
  if (near && properties.sog > 0.5 && properties.cog !== null) {
    const way = (properties.sog / 60) * VECTOR_MINUTES * view.pixelsPerMile();
    const course = (properties.cog * Math.PI) / 180;
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.lineTo(Math.sin(course) * way, -Math.cos(course) * way);
    pen.stroke();
  }
  pen.beginPath();
  if (!moves) {
    pen.arc(0, 0, near ? 3.5 : 2, 0, 2 * Math.PI);
  } else {
    const size = near ? 1.25 : 0.75;
    pen.rotate((heading * Math.PI) / 180);
    pen.moveTo(0, -7 * size);
    pen.lineTo(4 * size, 5 * size);
    pen.lineTo(0, 3 * size);
    pen.lineTo(-4 * size, 5 * size);
  }
  pen.closePath();
  // Exercise contacts are hollow.
  if (properties.exercise) {
    pen.fillStyle = colour("--sea");
    pen.lineWidth = 1.5;
    pen.fill();
    pen.stroke();
  } else {
    pen.fill();
  }
  pen.restore();
}

// The ways that led to an alert, and the range between target and who approaches.
export function history(pen, view, colour, alert, places) {
  const shade = colour(`--${alert.priority}`);
  const ways = Map.groupBy(alert.evidence.positions, (one) => one.contact);
  pen.strokeStyle = shade;
  pen.globalAlpha = 0.65;
  for (const way of ways.values()) {
    pen.beginPath();
    way.forEach(({ position }, n) => {
      const [left, top] = view.project(position.coordinates);
      if (n === 0) pen.moveTo(left, top); else pen.lineTo(left, top);
    });
    pen.stroke();
  }
  pen.globalAlpha = 1;
  if (places.length !== 2) return;
  const [from, to] = places.map((place) => view.project(place));
  if (Math.hypot(from[0] - to[0], from[1] - to[1]) < 50) return;
  pen.setLineDash([2, 4]);
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
  pen.setLineDash([]);
  pen.font = FONT;
  pen.textAlign = "center";
  pen.fillStyle = shade;
  pen.fillText(`${miles(...places).toFixed(2)} nm`, (from[0] + to[0]) / 2, (from[1] + to[1]) / 2 - 6);
}

export function ring(pen, view, shade, place, chosen) {
  const [left, top] = view.project(place);
  pen.strokeStyle = shade;
  pen.lineWidth = chosen ? 3 : 1.75;
  pen.beginPath();
  pen.arc(left, top, 15, 0, 2 * Math.PI);
  pen.stroke();
  pen.lineWidth = 1;
}

// Corners round the contact that is looked at.
export function corners(pen, view, colour, place) {
  const [left, top] = view.project(place);
  pen.strokeStyle = colour("--text");
  pen.lineWidth = 1.5;
  for (const [x, y] of [[-1, -1], [1, -1], [1, 1], [-1, 1]]) {
    pen.beginPath();
    pen.moveTo(left + x * 19, top + y * 12);
    pen.lineTo(left + x * 19, top + y * 19);
    pen.lineTo(left + x * 12, top + y * 19);
    pen.stroke();
  }
  pen.lineWidth = 1;
}

// Names beside their contacts, each where no other one lies yet.
export class Labels {
  constructor(pen, view, colour) {
    Object.assign(this, { pen, view, colour, taken: [] });
  }

  // Room for a ring.
  keepClear(place) {
    const [x, y] = this.view.project(place);
    this.taken.push({ left: x - 16, top: y - 16, width: 32, height: 32 });
  }

  put(place, { name, contact, mmsi, exercise }, shade = "--text") {
    const { pen, view } = this;
    const [x, y] = view.project(place);
    const text = name ?? (mmsi ? String(mmsi) : contact);
    pen.font = FONT;
    const textWidth = pen.measureText(text).width;
    const width = textWidth + (exercise ? 66 : 0);
    const spots = [[19, -15], [19, 9], [-19 - width, -15], [-19 - width, 9], [19, 27], [19, -33], [-19 - width, 27]];
    const boxes = spots.map(([right, down]) => ({ left: x + right, top: y + down, width, height: 15 }));
    const box = boxes.find((one) => !this.taken.some((other) => overlap(one, other)));
    if (!box && shade !== "--text") return;
    this.write(box ?? boxes[0], text, exercise, shade);
  }

  write(box, text, exercise, shade) {
    const { pen } = this;
    const { width } = box;
    this.taken.push(box);
    pen.textAlign = "left";
    pen.fillStyle = this.colour("--sea");
    pen.globalAlpha = 0.8;
    pen.fillRect(box.left - 3, box.top - 1, width + 6, box.height + 2);
    pen.globalAlpha = 1;
    let left = box.left;
    if (exercise) {
      pen.fillStyle = this.colour("--exercise");
      pen.fillRect(left, box.top + 1, 61, 13);
      pen.fillStyle = this.colour("--ground");
      pen.font = MARK_FONT;
      pen.fillText("EXERCISE", left + 4, box.top + 11);
      left += 66;
    }
    pen.font = FONT;
    pen.fillStyle = this.colour(shade);
    pen.fillText(text, left, box.top + 12);
  }
}

const overlap = (a, b) => a.left < b.left + b.width && b.left < a.left + a.width
  && a.top < b.top + b.height && b.top < a.top + a.height;
