// What colours and shapes mean.
import { byId, h, icon } from "../dom";
import type { Console } from "../state";
import type { Kind } from "./kinds";
import { MAP_THEMES } from "./themes";

const SHOWN: [Kind, string][] = [
  ["cargo", "cargo"],
  ["tanker", "tanker"],
  ["passenger", "passenger"],
  ["fast", "high-speed"],
  ["fishing", "fishing"],
  ["special", "special"],
  ["pleasure", "pleasure"],
  ["class-b", "Class B"],
  ["other", "other"],
];

const SHAPES: [string, string][] = [
  ["M8 1 12.5 14 8 11 3.5 14z", "Class A"],
  ["M8 1 11 14 5 14z", "Class B"],
  ["M8 3.5a4.5 4.5 0 1 0 .01 0z", "lying still"],
  ["M4 4h8v8H4z", "station"],
  ["M8 2 14 8 8 14 2 8z", "buoy"],
];

export function legend(store: Console): void {
  const swatches = SHOWN.map(([kind, text]) => {
    const mark = icon("M8 1 12.5 14 8 11 3.5 14z", 16, null, "swatch");
    store.watch(["theme"], ({ theme }) => (mark.style.fill = MAP_THEMES[theme].kinds[kind]));
    const item = h("li", {}, text);
    item.prepend(mark);
    return item;
  });
  const shapes = SHAPES.map(([path, text]) => {
    const item = h("li", { class: "shape" }, text);
    item.prepend(icon(path, 16, null, "swatch"));
    return item;
  });
  hideable();
  byId("legend").append(...swatches, ...shapes, h("li", { class: "shape" }, "line: 6 min ahead"));
}

const KEY = "picket-legend";

/** It lies over the map: who knows it puts it away. */
function hideable(): void {
  const toggle = byId("legend-toggle");
  const show = (shown: boolean) => {
    byId("legend").hidden = !shown;
    toggle.setAttribute("aria-pressed", String(shown));
  };
  show(localStorage.getItem(KEY) !== "hidden");
  toggle.addEventListener("click", () => {
    const shown = byId("legend").hidden !== false;
    localStorage.setItem(KEY, shown ? "shown" : "hidden");
    show(shown);
  });
}
