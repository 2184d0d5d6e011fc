// The same picture where there is no graphics card, as on a virtual machine or a remote screen: there
// WebGL takes microseconds a ship, and putting sprites on by ourselves a tenth of that.
import { now } from "../time/now";
import { fitTo, onScreen, type Sight } from "./overlay";
import type { Picture } from "./picture";
import { ANGLE, KIND, LIMIT, ROW, SHAPE_AT, TIME, VX, VY, X, X_LOW, Y, Y_LOW } from "./rows";
import { cellOf, sprites } from "./sprites";
import { put, putPart, Stamps } from "./stamps";
import type { MapTheme } from "./themes";
import type { Trails } from "./trails";
import { FADED, FADES_FROM_S, FADES_TO_S, pointSize, VECTOR_SECONDS, VECTOR_ZOOM } from "./look";

export class PlainVessels {
  readonly #context: CanvasRenderingContext2D | null;
  #image: ImageData | null = null;
  #pixels = new Uint32Array(0);
  #stamps: Stamps | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly trails: Trails,
  ) {
    this.#context = canvas.getContext("2d", { willReadFrequently: true });
  }

  draw(sight: Sight, picture: Picture, theme: MapTheme): void {
    const context = this.#context;
    if (!context) return;
    if (fitTo(this.canvas, sight) || !this.#image) {
      this.#image = context.createImageData(this.canvas.width, this.canvas.height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    } else {
      this.#pixels.fill(0);
    }
    const size = Math.round(pointSize(sight, picture.count) * sight.ratio);
    this.#points(sight, picture, this.#stampsOf(size, theme));
    context.putImageData(this.#image, 0, 0);
    context.setTransform(sight.ratio, 0, 0, sight.ratio, 0, 0);
    // Lines come under ships that are there already.
    context.globalCompositeOperation = "destination-over";
    context.strokeStyle = theme.vector;
    context.lineWidth = 1;
    if (sight.zoom >= VECTOR_ZOOM) this.#vectors(context, sight, picture);
    this.trails.drawPlain(context, sight);
    context.globalCompositeOperation = "source-over";
    this.#marks(context, sight, picture, theme);
  }

  #stampsOf(size: number, theme: MapTheme): Stamps {
    const { width } = this.canvas;
    const known = this.#stamps;
    if (known?.size === size && known.theme === theme && known.width === width) return known;
    return (this.#stamps = new Stamps(sprites(size), size, theme, width));
  }

  #points(sight: Sight, picture: Picture, stamps: Stamps): void {
    const { floats, epoch, count } = picture.rows;
    const { width, height } = this.canvas;
    const { size } = stamps;
    const pixels = this.#pixels;
    const half = size / 2;
    const scale = sight.scale * sight.ratio;
    const time = now() / 1000 - epoch;
    for (let row = 0, at = 0; row < count; row += 1, at += ROW) {
      const age = Math.max(0, time - (floats[at + TIME] as number));
      const ahead = Math.min(age, floats[at + LIMIT] as number);
      let dx =
        (floats[at + X] as number) -
        sight.x +
        (floats[at + X_LOW] as number) +
        (floats[at + VX] as number) * ahead;
      if (dx > 0.5 || dx < -0.5) dx -= Math.round(dx);
      const dy =
        (floats[at + Y] as number) -
        sight.y +
        (floats[at + Y_LOW] as number) +
        (floats[at + VY] as number) * ahead;
      const left = Math.round(dx * scale + width / 2 - half);
      const top = Math.round(dy * scale + height / 2 - half);
      if (left <= -size || top <= -size || left >= width || top >= height) continue;
      const cell = cellOf(floats[at + SHAPE_AT] as number, floats[at + ANGLE] as number);
      const alpha = age < FADES_FROM_S ? 256 : fading(age);
      const stamp = stamps.of(floats[at + KIND] as number, cell);
      if (left >= 0 && top >= 0 && left + size <= width && top + size <= height)
        put(pixels, top * width + left, stamp, alpha);
      else putPart(pixels, width, [left, top], stamp, alpha);
    }
  }

  #vectors(context: CanvasRenderingContext2D, sight: Sight, picture: Picture): void {
    const { floats, epoch, count } = picture.rows;
    const time = now() / 1000 - epoch;
    context.globalAlpha = 0.65;
    context.beginPath();
    for (let row = 0, at = 0; row < count; row += 1, at += ROW) {
      const [vx, vy] = [floats[at + VX] as number, floats[at + VY] as number];
      if (vx === 0 && vy === 0) continue;
      const age = Math.max(0, time - (floats[at + TIME] as number));
      const ahead = Math.min(age, floats[at + LIMIT] as number);
      const x = (floats[at + X] as number) + (floats[at + X_LOW] as number) + vx * ahead;
      const y = (floats[at + Y] as number) + (floats[at + Y_LOW] as number) + vy * ahead;
      const [left, top] = onScreen(sight, x, y);
      const reach = VECTOR_SECONDS * sight.scale;
      context.moveTo(left, top);
      context.lineTo(left + vx * reach, top + vy * reach);
    }
    context.stroke();
    context.globalAlpha = 1;
  }

  /** Two rings about those in an alert, four corners about the chosen one. */
  #marks(context: CanvasRenderingContext2D, sight: Sight, picture: Picture, theme: MapTheme): void {
    const unit = pointSize(sight, 0) / 2;
    const time = now();
    context.lineWidth = 1.5;
    for (const contact of picture.whoMatter().reverse()) {
      const [x, y] = onScreen(sight, ...picture.drawnAt(contact, time));
      context.beginPath();
      if (picture.isAlerting(contact)) {
        context.strokeStyle = theme.alert;
        context.arc(x, y, unit * 1.5, 0, 2 * Math.PI);
        if (!picture.isChosen(contact)) {
          context.moveTo(x + unit * 1.95, y);
          context.arc(x, y, unit * 1.95, 0, 2 * Math.PI);
        }
        context.stroke();
      }
      if (!picture.isChosen(contact)) continue;
      context.strokeStyle = theme.chosen;
      context.beginPath();
      for (const [across, down] of [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ] as const) {
        context.moveTo(x + across * unit * 1.1, y + down * unit * 1.95);
        context.lineTo(x + across * unit * 1.95, y + down * unit * 1.95);
        context.lineTo(x + across * unit * 1.95, y + down * unit * 1.1);
      }
      context.stroke();
    }
  }
}

/** How much of a ship is left to see, of 256. */
function fading(age: number): number {
  const part = Math.min(1, (age - FADES_FROM_S) / (FADES_TO_S - FADES_FROM_S));
  return 256 * (1 - (1 - FADED) * part * part * (3 - 2 * part));
}
