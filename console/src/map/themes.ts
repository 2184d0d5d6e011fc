// The map's colours in each light. Colours of ships follow the habit of AIS displays: tankers red,
// cargo green, passengers blue, fishing pink. Shapes say the same to those who do not see colours.
import type { Theme } from "../state";
import type { Kind } from "./kinds";

export interface MapTheme {
  sea: string;
  land: string;
  coast: string;
  border: string;
  grid: string;
  place: string;
  label: string;
  halo: string;
  outline: string;
  chosen: string;
  alert: string;
  vector: string;
  kinds: Record<Kind, string>;
}

const BRIGHT: Record<Kind, string> = {
  other: "#5fd6dd",
  cargo: "#6fce7f",
  tanker: "#ff6b6b",
  passenger: "#7db2ff",
  fast: "#ffe14d",
  fishing: "#ff9ecb",
  special: "#f0a860",
  pleasure: "#e07bff",
  "class-b": "#c58cff",
  fixed: "#8fa6b8",
  rescue: "#ffa94d",
  radar: "#f5f5f5",
};

const DEEP: Record<Kind, string> = {
  other: "#00757d",
  cargo: "#1b7a2f",
  tanker: "#c0232b",
  passenger: "#1f56b8",
  fast: "#8a6d00",
  fishing: "#b8307a",
  special: "#a1560a",
  pleasure: "#8a1fb0",
  "class-b": "#6a3bb5",
  fixed: "#4d6072",
  rescue: "#b34700",
  radar: "#20262c",
};

/** By night everything is red and only brightness differs: eyes stay used to the dark. */
function reds(): Record<Kind, string> {
  const kinds = Object.keys(BRIGHT) as Kind[];
  const tones = ["#c23a2c", "#a83226", "#e0523f", "#b83a2c", "#f06a52", "#98301f"];
  return Object.fromEntries(kinds.map((kind, n) => [kind, tones[n % tones.length]])) as Record<
    Kind,
    string
  >;
}

export const MAP_THEMES: Record<Theme, MapTheme> = {
  dark: {
    sea: "#0c1a27",
    land: "#1b2a37",
    coast: "#3b5468",
    border: "#2a3d4d",
    grid: "#152838",
    place: "#71889b",
    label: "#e2eaf1",
    halo: "#0b1520",
    outline: "#06101a",
    chosen: "#ffffff",
    alert: "#ff5a5f",
    vector: "#9fb6c8",
    kinds: BRIGHT,
  },
  light: {
    sea: "#dbe7f0",
    land: "#f2ede1",
    coast: "#9a9078",
    border: "#cfc6b2",
    grid: "#c9d8e4",
    place: "#6a6552",
    label: "#16222d",
    halo: "#ffffff",
    outline: "#ffffff",
    chosen: "#000000",
    alert: "#c8102e",
    vector: "#44596b",
    kinds: DEEP,
  },
  red: {
    sea: "#0a0202",
    land: "#1c0705",
    coast: "#4d150e",
    border: "#2c0c08",
    grid: "#160504",
    place: "#7a2a1f",
    label: "#e0604c",
    halo: "#0a0202",
    outline: "#0a0202",
    chosen: "#ff9a85",
    alert: "#ff5c45",
    vector: "#8a3021",
    kinds: reds(),
  },
};

/** `#rrggbb` as three numbers from 0 to 1. */
export function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
