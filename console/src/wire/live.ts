// The live picture over a WebSocket: tells the daemon what is in view, gets who is there and how
// they move, and comes back by itself.
import { readFrame, type Aggregate, type Positions } from "./frames";

export interface ContactInfo {
  slot: number;
  contact: string;
  mmsi: number | null;
  name: string | null;
  call_sign: string | null;
  class: string | null;
  ship_type: number | null;
  length_m: number | null;
  exercise: boolean;
}

export interface FeedState {
  name: string;
  connected: boolean;
  last_message: string | null;
  silent: boolean;
  sentences_per_second: number;
  exercise: boolean;
}

export interface Feeds {
  items: FeedState[];
  store: "ready" | "degraded";
  engine_lag_secs: number;
}

export interface View {
  bbox: [number, number, number, number];
  zoom: number;
}

export interface LiveHandlers {
  hello(exercise: boolean, time: string): void;
  contacts(items: ContactInfo[]): void;
  gone(slots: number[]): void;
  positions(frame: Positions): void;
  aggregates(cells: Aggregate[], time: number): void;
  feeds(feeds: Feeds): void;
  line(open: boolean): void;
  /** Slots are numbered anew from here on. */
  seam?(): void;
}

type TextFrame =
  | { type: "hello"; time: string; exercise: boolean }
  | { type: "contacts"; items: ContactInfo[] }
  | { type: "gone"; slots: number[] }
  | { type: "seam" }
  | ({ type: "feeds" } & Feeds);

/** As many are drawn one by one; beyond that the daemon counts them by cell. */
const SHIPS_MAX = 60_000;
const RETRY_MS = [500, 1000, 2000, 4000];
/** The daemon speaks every 5 s at least; a line that is silent for longer is dead. */
const SILENCE_MS = 15_000;

export class Live {
  #socket: WebSocket | null = null;
  #view: View | null = null;
  #followed: string[] = [];
  #failures = 0;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly handlers: LiveHandlers) {
    this.#connect();
  }

  look(view: View): void {
    this.#view = view;
    this.#say({ type: "view", ...view, max: SHIPS_MAX });
  }

  follow(contacts: string[]): void {
    this.#followed = contacts.slice(0, 200);
    this.#say({ type: "follow", contacts: this.#followed });
  }

  #connect(): void {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/live`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#failures = 0;
      if (this.#view) this.look(this.#view);
      this.follow(this.#followed);
      this.handlers.line(true);
      this.#heard();
    });
    socket.addEventListener("message", ({ data }: MessageEvent<string | ArrayBuffer>) => {
      this.#heard();
      if (typeof data === "string") dispatchText(data, this.handlers);
      else dispatchBinary(data, this.handlers);
    });
    socket.addEventListener("close", () => {
      clearTimeout(this.#watchdog);
      this.handlers.line(false);
      const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
      this.#failures += 1;
      setTimeout(() => this.#connect(), wait);
    });
  }

  #heard(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#socket?.close(), SILENCE_MS);
  }

  #say(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}

export function dispatchText(text: string, handlers: LiveHandlers): void {
  const frame = JSON.parse(text) as TextFrame;
  if (frame.type === "hello") handlers.hello(frame.exercise, frame.time);
  else if (frame.type === "contacts") handlers.contacts(frame.items);
  else if (frame.type === "gone") handlers.gone(frame.slots);
  else if (frame.type === "feeds") handlers.feeds(frame);
  else if (frame.type === "seam") handlers.seam?.();
}

export function dispatchBinary(buffer: ArrayBuffer, handlers: LiveHandlers): void {
  const frame = readFrame(buffer);
  if (frame.kind === "positions") handlers.positions(frame);
  else handlers.aggregates(frame.cells, frame.time);
}
