// Names beside ships: always of the chosen one and of those in an alert; of the others where there
// are few enough to read. Where two would lie on each other, the one that matters less is left out.
import { mercatorX, mercatorY } from "../geodesy";
import { now } from "../time/now";
import { fitTo, onScreen, type Sight } from "./overlay";
import type { Contact, Picture } from "./picture";
import type { MapTheme } from "./themes";

const LABELS_MAX = 250;
/** Ships that are asked whether there is room for their name. */
const TRIED_MAX = 1000;
const NAMES_ZOOM = 9;
/** Side of a cell of the grid that says where something is written already. Pixels. */
const CELL = 6;
const LINE = 15;
/** Half the width of the marks about a ship that matters. */
const RING = 23;
const FONTS = ["600 13px", "600 12px", "11px"].map((size) => `${size} system-ui, sans-serif`);

type Rank = 0 | 1 | 2;

/** What is said of a place: longitude and latitude. */
export interface Note {
  text: string;
  at: [number, number];
}

export class Labels {
  notes: Note[] = [];
  readonly #context: CanvasRenderingContext2D | null;
  readonly #widths = new Map<string, number>();
  #taken = new Uint8Array(0);
  #columns = 0;
  #empty = true;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.#context = canvas.getContext("2d");
  }

  draw(sight: Sight, picture: Picture, theme: MapTheme): void {
    const context = this.#context;
    const named = this.#candidates(sight, picture);
    if (!context || (named.length + this.notes.length === 0 && this.#empty)) return;
    fitTo(this.canvas, sight);
    context.setTransform(sight.ratio, 0, 0, sight.ratio, 0, 0);
    context.clearRect(0, 0, sight.width, sight.height);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = theme.halo;
    this.#columns = Math.ceil(sight.width / CELL) + 1;
    this.#taken = new Uint8Array(this.#columns * (Math.ceil(sight.height / CELL) + 1));
    const time = now();
    for (const contact of picture.whoMatter()) {
      const [x, y] = onScreen(sight, ...picture.drawnAt(contact, time));
      this.#take(x - RING, y - RING, 2 * RING, 2 * RING, true);
    }
    let written = this.#write(context, sight, theme);
    for (const [contact, rank] of named) {
      if (written >= LABELS_MAX) break;
      const [x, y] = onScreen(sight, ...picture.drawnAt(contact, time));
      if (x < 0 || y < 0 || x > sight.width || y > sight.height) continue;
      const text = wording(contact, rank, picture);
      const place = this.#room(sight, x, y, this.#width(context, text, rank), rank);
      if (!place) continue;
      context.font = FONTS[rank] ?? "";
      context.fillStyle = [theme.chosen, theme.label, theme.place][rank] ?? theme.label;
      context.strokeText(text, ...place);
      context.fillText(text, ...place);
      written += 1;
    }
    this.#empty = written === 0;
  }

  /** What is said of places, below each, before any name. */
  #write(context: CanvasRenderingContext2D, sight: Sight, theme: MapTheme): number {
    context.font = FONTS[1] ?? "";
    context.fillStyle = theme.alert;
    for (const { text, at } of this.notes) {
      const [x, y] = onScreen(sight, mercatorX(at[0]), mercatorY(at[1]));
      const width = this.#width(context, text, 1);
      context.font = FONTS[1] ?? "";
      const middle = [y + 34, y - 34, y + 52].find((one) =>
        this.#take(x - width / 2, one - LINE / 2, width, LINE),
      );
      const place = [x - width / 2, middle ?? y + 34] as const;
      context.strokeText(text, ...place);
      context.fillText(text, ...place);
    }
    return this.notes.length;
  }

  #candidates({ zoom }: Sight, picture: Picture): [Contact, Rank][] {
    const named = picture
      .whoMatter()
      .map((one): [Contact, Rank] => [one, picture.isChosen(one) ? 0 : 1]);
    if (zoom < NAMES_ZOOM || picture.count > TRIED_MAX) return named;
    for (const one of picture.placed())
      if (one.name && !picture.matters(one.contact)) named.push([one, 2]);
    return named;
  }

  /** Right of her, left, below or above: the first that is free; then it is not any more. */
  #room(sight: Sight, x: number, y: number, width: number, rank: Rank): [number, number] | null {
    const away = rank === 2 ? 11 : RING + CELL + 1;
    const places: [number, number][] = [
      [x + away, y],
      [x - away - width, y],
      [x - width / 2, y + away + 6],
      [x - width / 2, y - away - 6],
    ];
    for (const [left, middle] of places) {
      const fits = left >= 0 && left + width <= sight.width;
      if (fits && this.#take(left, middle - LINE / 2, width, LINE)) return [left, middle];
    }
    // She matters: her name is written even over another's.
    return rank === 0 ? (places[0] ?? null) : null;
  }

  /** Whether a place was free, or is to be taken all the same; it is taken then. */
  #take(left: number, top: number, width: number, height: number, all = false): boolean {
    if (top < 0 && !all) return false;
    const first = Math.max(0, Math.floor(left / CELL));
    const last = Math.min(this.#columns - 1, Math.floor((left + width) / CELL));
    const [upper, lower] = [Math.max(0, Math.floor(top / CELL)), Math.floor((top + height) / CELL)];
    for (let row = upper; row <= lower && !all; row += 1)
      for (let column = first; column <= last; column += 1)
        if (this.#taken[row * this.#columns + column] !== 0) return false;
    for (let row = upper; row <= lower; row += 1)
      this.#taken.fill(1, row * this.#columns + first, row * this.#columns + last + 1);
    return true;
  }

  #width(context: CanvasRenderingContext2D, text: string, rank: Rank): number {
    const key = `${String(rank)}${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      context.font = FONTS[rank] ?? "";
      width = context.measureText(text).width;
      if (this.#widths.size > 4 * TRIED_MAX) this.#widths.clear();
      this.#widths.set(key, width);
    }
    return width;
  }
}

function wording(contact: Contact, rank: Rank, picture: Picture): string {
  const { name, mmsi, contact: id, exercise } = contact;
  const called = name ?? (mmsi === null ? id : String(mmsi).padStart(9, "0"));
  if (rank === 2) return called;
  const sog = picture.fix(contact)?.sog;
  return `${exercise ? "EX " : ""}${called}${sog == null ? "" : `  ${sog.toFixed(1)} kn`}`;
}
