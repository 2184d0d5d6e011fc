// What is under the pointer: the place, and the ship. A click chooses her.
import { byId, h, setText } from "../dom";
import { degrees, identity, position, span } from "../format";
import type { Console } from "../state";
import { now } from "../time/now";
import type { ChartMap } from "./map";
import type { Fix } from "../wire/frames";
import type { Contact } from "./picture";

const EVERY_MS = 60;

export function pointer(map: ChartMap, store: Console): void {
  let last = 0;
  map.view.on("mousemove", ({ point, lngLat }) => {
    const time = performance.now();
    if (time - last < EVERY_MS) return;
    last = time;
    setText(byId("pointer"), position([lngLat.wrap().lng, lngLat.lat]));
    const ship = store.state.ruler ? null : map.shipAt(point.x, point.y);
    map.view.getCanvas().style.cursor = ship ? "pointer" : "";
    hover(ship, ship && map.picture.fix(ship), point.x, point.y);
  });
  map.view.on("mouseout", () => hover(null, null, 0, 0));
  map.onClick((ship) => {
    // The click that ends a shape ends it also above a ship.
    if (!ship || store.state.ruler || store.state.draft) return;
    hover(null, null, 0, 0);
    store.set({ chosenContact: ship.contact, panel: "vessel", chosenAlert: null });
  });
}

function hover(ship: Contact | null, fix: Fix | null, x: number, y: number): void {
  const box = byId("hover");
  box.hidden = ship === null;
  if (!ship) return;
  const { name, contact, mmsi, exercise } = ship;
  const motion = fix
    ? [fix.sog === null ? "" : `${fix.sog.toFixed(1)} kn`, fix.cog === null ? "" : degrees(fix.cog)]
    : [];
  const age = fix ? `${span(now() - fix.time)} ago` : "";
  box.replaceChildren(
    h("b", {}, name ?? "name unknown"),
    h("span", {}, `${exercise ? "EXERCISE " : ""}${identity(contact, mmsi)}`),
    h("span", {}, [...motion, age].filter(Boolean).join(" \u00b7 ")),
  );
  box.style.left = `${String(x + 14)}px`;
  box.style.top = `${String(y + 14)}px`;
}
