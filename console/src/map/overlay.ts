// What moves every second has a canvas of its own above the map: the map below, which is costly to
// draw, is drawn only when it changes itself. Both are drawn in one frame when the officer moves it.
import type { Map as MapView } from "maplibre-gl";
import { mercatorX, mercatorY } from "../geodesy";
import { frameMade } from "./drawn";

/** What is in view: the middle on the plane of the map, pixels of the screen to its width of 1. */
export interface Sight {
  x: number;
  y: number;
  scale: number;
  zoom: number;
  width: number;
  height: number;
  ratio: number;
}

export class Overlay {
  #asked = false;

  constructor(
    private readonly view: MapView,
    private readonly paint: (sight: Sight) => void,
  ) {
    view.on("render", () => this.draw());
  }

  canvas(name: string): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.className = `overlay ${name}`;
    this.view.getCanvasContainer().append(canvas);
    return canvas;
  }

  /** Draws with the next frame of the screen. */
  repaint(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      if (this.#asked) this.draw();
    });
  }

  draw(): void {
    this.#asked = false;
    this.paint(this.#sight());
    frameMade();
  }

  #sight(): Sight {
    const { lng, lat } = this.view.getCenter();
    const zoom = this.view.getZoom();
    const { clientWidth: width, clientHeight: height } = this.view.getContainer();
    return {
      x: mercatorX(lng),
      y: mercatorY(lat),
      scale: 512 * 2 ** zoom,
      zoom,
      width,
      height,
      ratio: window.devicePixelRatio,
    };
  }
}

/** Gives a canvas the size of the sight; whether that was another. */
export function fitTo(canvas: HTMLCanvasElement, { width, height, ratio }: Sight): boolean {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === across && canvas.height === down) return false;
  canvas.width = across;
  canvas.height = down;
  return true;
}

/** From a place on the plane to pixels of the screen, in the nearest of the worlds side by side. */
export function onScreen(sight: Sight, x: number, y: number): [number, number] {
  const dx = x - sight.x;
  return [
    (dx - Math.round(dx)) * sight.scale + sight.width / 2,
    (y - sight.y) * sight.scale + sight.height / 2,
  ];
}
