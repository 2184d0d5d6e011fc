// What part of the sea is shown: a Mercator chart from a centre and a scale in pixels a degree.
const SCALE_MIN = 1;
const SCALE_MAX = 200000;
const EDGE = 0.1;

export class View {
  constructor() {
    this.width = 0;
    this.height = 0;
    this.x = null;
  }

  get isSet() {
    return this.x !== null && this.width > 0;
  }

  project([longitude, latitude]) {
    return [
      this.width / 2 + wrap(longitude - this.x) * this.scale,
      this.height / 2 - (mercator(latitude) - this.y) * this.scale,
    ];
  }

  unproject(left, top) {
    return [
      wrap(this.x + (left - this.width / 2) / this.scale),
      latitudeOf(this.y - (top - this.height / 2) / this.scale),
    ];
  }

  // Shows all these places and at least so many nautical miles; round the antimeridian if shorter.
  fit(places, milesMin) {
    if (places.length === 0 || this.width === 0) return;
    const east = (x) => (x < 0 ? x + 360 : x);
    const plain = extent(places.map(([x]) => x));
    const round = extent(places.map(([x]) => east(x)));
    const across = round.width < plain.width ? round : plain;
    const up = extent(places.map(([, y]) => mercator(y)));
    this.x = wrap(across.low + across.width / 2);
    this.y = up.low + up.width / 2;
    // A nautical mile is a minute of latitude; Mercator stretches it.
    const least = milesMin / 60 / Math.cos((latitudeOf(this.y) * Math.PI) / 180);
    const room = 1 - 2 * EDGE - 0.06;
    const scale = room * Math.min(this.width / Math.max(across.width, least), this.height / Math.max(up.width, least));
    this.scale = clamp(scale, SCALE_MIN, SCALE_MAX);
  }

  // Whether a fit to these places would change little.
  suits(places, milesMin) {
    if (!this.isSet) return false;
    const [marginX, marginY] = [this.width * EDGE, this.height * EDGE];
    const inside = places.every((place) => {
      const [left, top] = this.project(place);
      return left >= marginX && left <= this.width - marginX && top >= marginY && top <= this.height - marginY;
    });
    const other = Object.assign(new View(), this);
    other.fit(places, milesMin);
    return inside && other.scale / this.scale < 1.7;
  }

  shows(place) {
    const [left, top] = this.project(place);
    return left >= 0 && top >= 0 && left <= this.width && top <= this.height;
  }

  centreOn([longitude, latitude]) {
    this.x = longitude;
    this.y = mercator(latitude);
  }

  // Zooms so that the place under the pointer stays there.
  zoom(factor, left, top) {
    const scale = clamp(this.scale * factor, SCALE_MIN, SCALE_MAX);
    const [x, latitude] = this.unproject(left, top);
    const keep = 1 - this.scale / scale;
    this.x = wrap(this.x + wrap(x - this.x) * keep);
    this.y += (mercator(latitude) - this.y) * keep;
    this.scale = scale;
  }

  pan(right, down) {
    this.x = wrap(this.x - right / this.scale);
    this.y = clamp(this.y + down / this.scale, mercator(-85), mercator(85));
  }

  pixelsPerMile() {
    return (this.scale * Math.cos((latitudeOf(this.y) * Math.PI) / 180) ** -1) / 60;
  }
}

function extent(numbers) {
  const low = numbers.reduce((least, one) => Math.min(least, one), Infinity);
  const high = numbers.reduce((most, one) => Math.max(most, one), -Infinity);
  return { low, width: high - low };
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export const wrap = (longitude) => ((((longitude + 180) % 360) + 360) % 360) - 180;

// Great-circle distance on a sphere, good for "about".
export function miles([fromX, fromY], [toX, toY]) {
  const [a, b] = [(fromY * Math.PI) / 180, (toY * Math.PI) / 180];
  const half = Math.sin((b - a) / 2) ** 2
    + Math.cos(a) * Math.cos(b) * Math.sin((wrap(toX - fromX) * Math.PI) / 360) ** 2;
  return (120 * Math.asin(Math.min(1, Math.sqrt(half))) * 180) / Math.PI;
}

// Mercator ordinate in degrees, kept off the poles.
const mercator = (latitude) =>
  (Math.log(Math.tan(Math.PI / 4 + (clamp(latitude, -85, 85) * Math.PI) / 360)) * 180) / Math.PI;

const latitudeOf = (ordinate) => (Math.atan(Math.exp((ordinate * Math.PI) / 180)) * 360) / Math.PI - 90;
