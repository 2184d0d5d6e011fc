// Every shape at every heading as small pictures of the size that is drawn, so that a fragment of a
// ship costs one look-up: half a hundred thousand ships are millions of fragments.
import { SHAPE } from "./kinds";

/** Headings of a shape that turns; 5.6 degrees are not seen at this size. */
export const HEADINGS = 64;
export const COLUMNS = 16;
const TURNING = [SHAPE.dart, SHAPE.slim];
const STILL = [SHAPE.circle, SHAPE.square, SHAPE.diamond, SHAPE.cross, SHAPE.ring];
export const CELLS = TURNING.length * HEADINGS + STILL.length;
const LINES = Math.ceil(CELLS / COLUMNS);

export interface Sprites {
  width: number;
  height: number;
  /** Two bytes a pixel: how much of it is ship or outline, and how much of that is ship. */
  data: Uint8Array;
}

/** The pictures for ships of so many pixels. */
export function sprites(size: number): Sprites {
  const width = COLUMNS * size;
  const height = LINES * size;
  const data = new Uint8Array(width * height * 2);
  const pixel = 2 / size;
  for (let cell = 0; cell < CELLS; cell += 1) {
    const turns = cell < TURNING.length * HEADINGS;
    const shape = turns
      ? TURNING[Math.floor(cell / HEADINGS)]
      : STILL[cell - TURNING.length * HEADINGS];
    const angle = turns ? ((cell % HEADINGS) / HEADINGS) * 2 * Math.PI : 0;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const left = (cell % COLUMNS) * size;
    const top = Math.floor(cell / COLUMNS) * size;
    for (let line = 0; line < size; line += 1) {
      for (let column = 0; column < size; column += 1) {
        const x = ((column + 0.5) / size) * 2 - 1;
        const y = 1 - ((line + 0.5) / size) * 2;
        const edge = distance(shape ?? SHAPE.circle, x * cos - y * sin, x * sin + y * cos);
        const at = ((top + line) * width + left + column) * 2;
        data[at] = 255 * (1 - smooth(pixel * 0.6, pixel * 1.8, edge));
        data[at + 1] = 255 * (1 - smooth(-pixel, 0, edge));
      }
    }
  }
  return { width, height, data };
}

/** Which picture is that of a shape at an angle. */
export function cellOf(shape: number, angle: number): number {
  if (shape >= TURNING.length) return TURNING.length * (HEADINGS - 1) + shape;
  return shape * HEADINGS + (Math.round((angle * HEADINGS) / (2 * Math.PI)) & (HEADINGS - 1));
}

/** Of a point from the edge of a shape in a square of -1 to 1, north up; negative within. */
function distance(shape: number, x: number, y: number): number {
  const [px, py] = [x * 1.18, y * 1.18];
  const [ax, ay] = [Math.abs(px), Math.abs(py)];
  if (shape === SHAPE.dart) return dart(ax, py, 0.62, 0.35);
  if (shape === SHAPE.slim) return dart(ax, py, 0.4, 0);
  if (shape === SHAPE.circle) return Math.hypot(px, py) - 0.55;
  if (shape === SHAPE.square) return Math.max(ax, ay) - 0.5;
  if (shape === SHAPE.diamond) return (ax + ay) * Math.SQRT1_2 - 0.5;
  if (shape === SHAPE.cross)
    return Math.min(Math.max(ax - 0.22, ay - 0.8), Math.max(ay - 0.22, ax - 0.8));
  return Math.abs(Math.hypot(px, py) - 0.5) - 0.14;
}

function dart(x: number, y: number, width: number, notch: number): number {
  const side = (x * 1.8 + (y - 1) * width) / Math.hypot(1.8, width);
  const tail = (-x * notch - (y + 0.8 - notch) * width) / Math.hypot(notch, width);
  return Math.max(side, tail);
}

function smooth(from: number, to: number, value: number): number {
  const part = Math.max(0, Math.min(1, (value - from) / (to - from)));
  return part * part * (3 - 2 * part);
}
