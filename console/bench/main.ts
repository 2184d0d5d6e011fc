// 50,000 ships that all move every second: how long from the frame off the wire to the picture drawn,
// by the console's own layer and by MapLibre's symbols, on the same map in one run.
import type { GeoJSONSource } from "maplibre-gl";
import { ChartMap } from "../src/map/map";
import { nextFrame } from "../src/map/drawn";
import { Picture } from "../src/map/picture";
import { newStore } from "../src/state";
import { pictureTime } from "../src/time/now";
import { dispatchBinary, type LiveHandlers } from "../src/wire/live";
import { Fleet } from "./frame";

declare global {
  interface Window {
    bench: {
      ready: Promise<void>;
      own(): Promise<[number, number, number]>;
      symbols(): Promise<number>;
    };
  }
}

const asked = new URLSearchParams(location.search);
const COUNT = Number(asked.get("count") ?? 50_000);
const main = document.querySelector("main") as HTMLElement;
main.style.cssText = "position:fixed;inset:0";
localStorage.setItem("picket-view", JSON.stringify({ center: [120, 0], zoom: 4.2 }));

const store = newStore();
const picture = new Picture();
const map = new ChartMap(main, picture, store, asked.get("layer") !== "webgl");
const fleet = new Fleet(COUNT);
const nothing = () => undefined;
const handlers: LiveHandlers = {
  hello: nothing,
  contacts: nothing,
  gone: nothing,
  aggregates: nothing,
  feeds: nothing,
  line: nothing,
  positions: (frame) => {
    pictureTime(frame.time);
    picture.move(frame);
    map.repaint();
  },
};

const ready = new Promise<void>((resolve) => {
  map.view.once("idle", () => {
    picture.introduce(fleet.contacts());
    resolve();
  });
});

/** Drawn means that the pixels are there, not that the commands have been given. */
function drawn(canvas: HTMLCanvasElement): void {
  const gl = canvas.getContext("webgl2");
  if (!gl) return void canvas.getContext("2d")?.getImageData(0, 0, 1, 1);
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** From the frame off the wire to: taken in; commands given; pixels there. Milliseconds. */
async function own(): Promise<[number, number, number]> {
  const frame = fleet.sail(Date.now());
  const canvas = main.querySelector<HTMLCanvasElement>("canvas.vessels");
  const before = performance.now();
  dispatchBinary(frame, handlers);
  const taken = performance.now() - before;
  await nextFrame();
  const given = performance.now() - before;
  if (canvas) drawn(canvas);
  return [taken, given, performance.now() - before];
}

async function symbols(): Promise<number> {
  if (!map.view.getSource("bench")) {
    picture.clear();
    addArrow();
    map.view.addSource("bench", {
      type: "geojson",
      data: { type: "FeatureCollection", features: [] },
    });
    map.view.addLayer({
      id: "bench",
      type: "symbol",
      source: "bench",
      layout: {
        "icon-image": "bench-arrow",
        "icon-rotate": ["get", "course"],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
    });
  }
  fleet.sail(Date.now());
  const data = fleet.features();
  const before = performance.now();
  map.view.getSource<GeoJSONSource>("bench")?.setData(data);
  await new Promise((resolve) => map.view.once("idle", resolve));
  drawn(map.view.getCanvas());
  return performance.now() - before;
}

function addArrow(): void {
  const size = 16;
  const data = new Uint8Array(size * size * 4).fill(200);
  map.view.addImage("bench-arrow", { width: size, height: size, data });
}

window.bench = { ready, own, symbols };
