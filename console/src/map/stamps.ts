// Sprites in the colours of their kinds, each as the list of those of its pixels that are not empty: the
// greater part of a ship's square is, and half a hundred thousand squares are looked at every second.
import { KINDS } from "./kinds";
import { CELLS, COLUMNS, type Sprites } from "./sprites";
import { rgb, type MapTheme } from "./themes";

/** Below this of 255 nothing is seen, above that nothing shines through. */
const NOTHING = 2;
const ALL = 253;

export interface Stamp {
  /** Places from the upper left corner, in an image of the width that the stamps are for. */
  places: Int32Array;
  pixels: Uint32Array;
  /** The first so many cover what is below them. */
  covering: number;
}

export class Stamps {
  readonly #made: (Stamp | undefined)[] = new Array<undefined>(KINDS.length * CELLS).fill(
    undefined,
  );
  /** Sprites in the colours of each kind, as pixels of an image. */
  readonly #coloured: Uint32Array[];

  constructor(
    sprites: Sprites,
    readonly size: number,
    readonly theme: MapTheme,
    /** Of the image that they are put on. */
    readonly width: number,
  ) {
    this.#coloured = KINDS.map((kind) =>
      coloured(sprites, rgb(theme.outline), rgb(theme.kinds[kind])),
    );
  }

  /** Made when it is first asked for: few of all headings and kinds are there at a time. */
  of(kind: number, cell: number): Stamp {
    return (this.#made[kind * CELLS + cell] ??= this.#make(kind, cell));
  }

  #make(kind: number, cell: number): Stamp {
    const from = this.#coloured[kind] ?? new Uint32Array(0);
    const stride = COLUMNS * this.size;
    const corner = Math.floor(cell / COLUMNS) * this.size * stride + (cell % COLUMNS) * this.size;
    const covering: [number, number][] = [];
    const mixed: [number, number][] = [];
    for (let line = 0; line < this.size; line += 1) {
      for (let column = 0; column < this.size; column += 1) {
        const pixel = from[corner + line * stride + column] ?? 0;
        const strength = pixel >>> 24;
        if (strength < NOTHING) continue;
        (strength > ALL ? covering : mixed).push([line * this.width + column, pixel]);
      }
    }
    const all = [...covering, ...mixed];
    return {
      places: Int32Array.from(all, ([place]) => place),
      pixels: Uint32Array.from(all, ([, pixel]) => pixel),
      covering: covering.length,
    };
  }
}

/** Puts a whole stamp on an image. Strength is how much of it is seen, of 256. */
export function put(image: Uint32Array, corner: number, stamp: Stamp, strength: number): void {
  const { places, pixels, covering } = stamp;
  const count = places.length;
  if (strength < 256) {
    for (let n = 0; n < count; n += 1)
      mix(image, corner + (places[n] as number), pixels[n] as number, strength);
    return;
  }
  for (let n = 0; n < covering; n += 1) image[corner + (places[n] as number)] = pixels[n] as number;
  for (let n = covering; n < count; n += 1) {
    const at = corner + (places[n] as number);
    const pixel = pixels[n] as number;
    const under = image[at] as number;
    image[at] = under === 0 ? pixel : over(pixel, under, (pixel >>> 24) + 1);
  }
}

/** The same where a part of it lies beyond an edge. */
export function putPart(
  image: Uint32Array,
  width: number,
  [left, top]: readonly [number, number],
  stamp: Stamp,
  strength: number,
): void {
  const corner = top * width + left;
  stamp.places.forEach((place, n) => {
    const column = left + (place % width);
    const at = corner + place;
    if (column >= 0 && column < width && at >= 0 && at < image.length)
      mix(image, at, stamp.pixels[n] as number, strength);
  });
}

function mix(image: Uint32Array, at: number, pixel: number, strength: number): void {
  const alpha = Math.imul(pixel >>> 24, strength) >>> 8;
  if (alpha < NOTHING) return;
  const under = image[at] as number;
  image[at] =
    alpha > ALL
      ? pixel
      : under === 0
        ? ((pixel & 0xffffff) | (alpha << 24)) >>> 0
        : over(pixel, under, alpha + 1);
}

/** A pixel of a strength of 1 to 256 over another; two of its four parts at a time. */
function over(pixel: number, under: number, strength: number): number {
  const rest = 256 - strength;
  const even = Math.imul(pixel & 0xff00ff, strength) + Math.imul(under & 0xff00ff, rest);
  const odd =
    Math.imul(((pixel >>> 8) & 0xff) | 0xff0000, strength) +
    Math.imul((under >>> 8) & 0xff00ff, rest);
  return ((even >>> 8) & 0xff00ff) | (odd & 0xff00ff00);
}

function coloured({ data }: Sprites, outline: number[], colour: number[]): Uint32Array {
  const pixels = new Uint32Array(data.length / 2);
  const bytes = new Uint8Array(pixels.buffer);
  for (let n = 0; n < pixels.length; n += 1) {
    const ship = (data[n * 2 + 1] as number) / 255;
    for (const part of [0, 1, 2] as const)
      bytes[n * 4 + part] = 255 * ((outline[part] ?? 0) * (1 - ship) + (colour[part] ?? 0) * ship);
    bytes[n * 4 + 3] = data[n * 2] as number;
  }
  return pixels;
}
