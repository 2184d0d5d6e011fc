// The map in the middle: what is in view, what was clicked, and where the layers get their data.
import {
  GeoJSONSource,
  Map as MapView,
  setWorkerCount,
  setWorkerUrl,
  type LayerSpecification,
  type MapMouseEvent,
  type SourceSpecification,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import fineUrl from "../../generated/coast-10m.json?url";
import { eastward, mercatorX, mercatorY } from "../geodesy";
import type { Console, Theme } from "../state";
import { now } from "../time/now";
import type { Aggregate } from "../wire/frames";
import { captionHeight, writeCaption } from "./caption";
import { Labels, type Note } from "./labels";
import { drawsInSoftware } from "./look";
import { Overlay } from "./overlay";
import type { Contact, Picture } from "./picture";
import { FINE_COAST_ZOOM, LIVE_SOURCES, style } from "./style";
import { MAP_THEMES, type MapTheme } from "./themes";
import { Trails } from "./trails";
import { PlainVessels } from "./vessels_plain";
import { VesselsLayer } from "./vessels_layer";

setWorkerUrl(workerUrl);
// The fine coast keeps one busy for a second; what moves is not to wait behind it.
setWorkerCount(3);

type LiveSource = (typeof LIVE_SOURCES)[number];

/** A pointer this near to a ship means her. Pixels. */
const REACH = 14;
const ASK_AGAIN_MS = 3000;
const VIEW_KEY = "picket-view";
const HOME = { center: [20, 15] as [number, number], zoom: 1.6 };

/** A chart below what is ours. */
export interface Ground {
  id: string;
  source: SourceSpecification;
  layers(theme: MapTheme): LayerSpecification[];
}

export class ChartMap {
  readonly view: MapView;
  readonly trails = new Trails();
  readonly #overlay: Overlay;
  readonly #vessels: VesselsLayer | PlainVessels;
  readonly #labels: Labels;
  #data = new Map<LiveSource, GeoJSON.FeatureCollection>();
  #ready = false;
  #grounds: Ground[] = [];
  #fine: GeoJSON.FeatureCollection | "asked" | null = null;

  constructor(
    container: HTMLElement,
    /** Who is shown: those of now, or those of the time replayed. */
    public picture: Picture,
    private readonly store: Console,
    software = drawsInSoftware(),
  ) {
    const start = storedView() ?? HOME;
    this.view = new MapView({
      container,
      style: style(this.theme()),
      ...start,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false,
      fadeDuration: 0,
      maxZoom: 17,
    });
    this.#overlay = new Overlay(this.view, (sight) => {
      this.#vessels.draw(sight, this.picture, this.theme());
      this.#labels.draw(sight, this.picture, this.theme());
    });
    this.view.touchZoomRotate.disableRotation();
    this.view.on("style.load", () => this.#dress());
    this.view.on("moveend", () => this.#moved());
    this.view.on("error", (event) => this.#askAgain(event));
    const Vessels = software ? PlainVessels : VesselsLayer;
    this.#vessels = new Vessels(this.#overlay.canvas("vessels"), this.trails);
    this.#labels = new Labels(this.#overlay.canvas("labels"));
    let theme = store.state.theme;
    store.watch(["theme"], ({ theme: wanted }) => {
      if (wanted === theme) return;
      theme = wanted;
      this.#wear(wanted);
    });
  }

  theme(): MapTheme {
    return MAP_THEMES[this.store.state.theme];
  }

  /** Whether the officer has looked somewhere before, on this machine. */
  get remembered(): boolean {
    return storedView() !== null;
  }

  fill(source: LiveSource, features: GeoJSON.Feature[]): void {
    const data: GeoJSON.FeatureCollection = { type: "FeatureCollection", features };
    this.#data.set(source, data);
    if (source === "evidence") this.#labels.notes = features.flatMap(noteOf);
    if (this.#ready) this.view.getSource<GeoJSONSource>(source)?.setData(data);
  }

  /** Shows these charts and no others. */
  lay(grounds: Ground[]): void {
    const before = this.#grounds;
    this.#grounds = grounds;
    if (!this.#ready) return;
    for (const { id, layers } of before) {
      for (const layer of layers(this.theme())) this.view.removeLayer(layer.id);
      this.view.removeSource(id);
    }
    this.#addGrounds();
  }

  #addGrounds(): void {
    for (const { id, source, layers } of this.#grounds) {
      this.view.addSource(id, source);
      for (const layer of layers(this.theme())) this.view.addLayer(layer, "coverage");
    }
  }

  /** Draws what moves; the map below is drawn by itself when it changes. */
  repaint(): void {
    this.#overlay.repaint();
  }

  /** Resolves once the map has nothing left to draw. */
  drawn(): Promise<void> {
    return new Promise((resolve) => {
      this.view.once("idle", () => resolve());
      this.view.triggerRepaint();
    });
  }

  /** Map and ships as one picture, and below it what one has to know to understand it. */
  async snapshot(caption: string[]): Promise<Blob | null> {
    const taken = await new Promise<HTMLCanvasElement>((resolve) => {
      // What was drawn is there only until the turn in which it was drawn has ended.
      this.view.once("render", () => {
        const ground = this.view.getCanvas();
        const picture = document.createElement("canvas");
        const foot = captionHeight(caption, window.devicePixelRatio);
        [picture.width, picture.height] = [ground.width, ground.height + foot];
        const context = picture.getContext("2d");
        this.#overlay.draw();
        for (const layer of this.view.getCanvasContainer().querySelectorAll("canvas"))
          context?.drawImage(layer, 0, 0, ground.width, ground.height);
        if (context) writeCaption(context, caption, ground.height, window.devicePixelRatio);
        resolve(picture);
      });
      this.view.triggerRepaint();
    });
    return new Promise((resolve) => taken.toBlob(resolve));
  }

  bbox(): [number, number, number, number] {
    const bounds = this.view.getBounds();
    const wide = bounds.getEast() - bounds.getWest() >= 360;
    const wrap = (lon: number) => ((((lon + 180) % 360) + 360) % 360) - 180;
    const west = wide ? -180 : wrap(bounds.getWest());
    const east = wide ? 180 : wrap(bounds.getEast());
    return [west, Math.max(-90, bounds.getSouth()), east, Math.min(90, bounds.getNorth())];
  }

  flyTo(place: [number, number], zoom?: number): void {
    const wanted = zoom ?? Math.max(this.view.getZoom(), 10);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#settled(() =>
      this.view.easeTo({ center: place, zoom: wanted, duration: still ? 0 : 700 }),
    );
  }

  fit(bounds: [number, number, number, number], zoomMax = 12): void {
    const [west, south, east, north] = bounds;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#settled(() =>
      this.view.fitBounds([west, south, east < west ? east + 360 : east, north], {
        padding: 90,
        maxZoom: zoomMax,
        duration: still ? 0 : 700,
      }),
    );
  }

  /** Panels that open in the same turn make the map narrower: its middle is known thereafter. */
  #settled(move: () => void): void {
    requestAnimationFrame(() => {
      this.view.resize();
      move();
    });
  }

  /** Every contact into view; false while there is none. */
  showAll(): boolean {
    const places = this.picture.placed().flatMap((contact) => {
      const fix = this.picture.fix(contact);
      return fix ? [[fix.lon, fix.lat] as const] : [];
    });
    if (places.length === 0) return false;
    // Few stray ones do not count: who sits in the wrong place would show half the world.
    const middle = (values: number[]): [number, number] => {
      const cut = Math.floor(values.length * 0.02);
      return [values[cut] ?? 0, values[values.length - 1 - cut] ?? 0];
    };
    const [west, east] = middle(eastward(places.map(([lon]) => lon)));
    const [south, north] = middle(places.map(([, lat]) => lat).sort((a, b) => a - b));
    this.fit([west, south, east, north]);
    return true;
  }

  showWorld(): void {
    this.#settled(() => this.view.easeTo({ ...HOME, duration: 0 }));
  }

  /** Circles that count the ships of their cell. */
  sumUp(cells: Aggregate[]): void {
    this.fill(
      "aggregates",
      cells.map(({ lon, lat, vessels }) => ({
        type: "Feature",
        properties: { vessels },
        geometry: { type: "Point", coordinates: [lon, lat] },
      })),
    );
  }

  /** The nearest ship to a place on the screen. */
  shipAt(x: number, y: number): Contact | null {
    const centre = this.view.getCenter();
    const scale = 512 * 2 ** this.view.getZoom();
    const { clientWidth, clientHeight } = this.view.getContainer();
    const [cx, cy] = [mercatorX(centre.lng), mercatorY(centre.lat)];
    let best: Contact | null = null;
    let distance = REACH * REACH;
    const time = now();
    for (const contact of this.picture.placed()) {
      const [px, py] = this.picture.drawnAt(contact, time);
      const dx = (px - cx - Math.round(px - cx)) * scale + clientWidth / 2 - x;
      const dy = (py - cy) * scale + clientHeight / 2 - y;
      const far = dx * dx + dy * dy;
      if (far < distance) {
        distance = far;
        best = contact;
      }
    }
    return best;
  }

  onClick(act: (contact: Contact | null, event: MapMouseEvent) => void): void {
    this.view.on("click", (event) => act(this.shipAt(event.point.x, event.point.y), event));
  }

  #wear(theme: Theme): void {
    this.#ready = false;
    this.view.setStyle(style(MAP_THEMES[theme]), { diff: false });
  }

  /** After a style has come: the data that were there. */
  #dress(): void {
    this.#ready = true;
    this.#addGrounds();
    for (const [source, data] of this.#data)
      this.view.getSource<GeoJSONSource>(source)?.setData(data);
    if (this.#fine !== null && this.#fine !== "asked") {
      this.view.getSource<GeoJSONSource>("fine")?.setData(this.#fine);
    }
    void this.#refine();
  }

  #moved(): void {
    const { lng, lat } = this.view.getCenter();
    const kept = { center: [lng, lat], zoom: this.view.getZoom() };
    localStorage.setItem(VIEW_KEY, JSON.stringify(kept));
    void this.#refine();
  }

  /** A file of the map that the daemon did not give, since it was away, is asked for again. */
  #askAgain(event: object): void {
    const { sourceId, source, error } = event as {
      sourceId?: string;
      source?: { data?: unknown };
      error?: unknown;
    };
    const file = source?.data;
    if (sourceId === undefined || typeof file !== "string") {
      console.error(error);
      return;
    }
    setTimeout(() => {
      this.view.getSource<GeoJSONSource>(sourceId)?.setData(file);
    }, ASK_AGAIN_MS);
  }

  /** The finer coast is some megabytes: it comes when it can first be seen. */
  async #refine(): Promise<void> {
    if (this.#fine !== null || this.view.getZoom() < FINE_COAST_ZOOM - 0.4) return;
    this.#fine = "asked";
    try {
      const answer = await fetch(fineUrl);
      this.#fine = (await answer.json()) as GeoJSON.FeatureCollection;
      if (this.#ready) this.view.getSource<GeoJSONSource>("fine")?.setData(this.#fine);
    } catch {
      this.#fine = null;
    }
  }
}

/** Words at a point are written with the names of ships, so that none lies on another. */
function noteOf({ geometry, properties }: GeoJSON.Feature): Note[] {
  const text: unknown = properties?.text;
  if (geometry.type !== "Point" || typeof text !== "string") return [];
  return [{ text, at: geometry.coordinates as [number, number] }];
}

function storedView(): { center: [number, number]; zoom: number } | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(VIEW_KEY) ?? "null");
    return kept as { center: [number, number]; zoom: number } | null;
  } catch {
    return null;
  }
}
