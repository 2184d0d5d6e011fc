// Names beside ships: always of the chosen one and of those in an alert; of the others where there
// are few enough to read.
import type { ChartMap } from "./map";
import type { Contact } from "./picture";
import type { Console } from "../state";
import { now } from "../time/now";

const LABELS_MAX = 250;
const NAMES_ZOOM = 9;

export function keepLabels(map: ChartMap, store: Console): () => void {
  return () => {
    const { chosenContact } = store.state;
    const { picture } = map;
    const all = map.view.getZoom() >= NAMES_ZOOM && picture.count <= LABELS_MAX * 4;
    const features: GeoJSON.Feature[] = [];
    const time = now();
    for (const contact of picture.placed()) {
      const rank = contact.contact === chosenContact ? 0 : picture.isAlerting(contact) ? 1 : 2;
      if (rank === 2 && (!all || features.length >= LABELS_MAX || !contact.name)) continue;
      features.push(label(contact, rank, picture.drawnPlace(contact, time)));
    }
    map.fill("labels", features);
  };
}

function label(contact: Contact, rank: number, place: [number, number]): GeoJSON.Feature {
  const { name, mmsi, contact: id, exercise, fix } = contact;
  const called = name ?? (mmsi === null ? id : String(mmsi).padStart(9, "0"));
  const speed = rank < 2 && fix?.sog != null ? `  ${fix.sog.toFixed(1)} kn` : "";
  const text = `${exercise && rank < 2 ? "EX " : ""}${called}${speed}`;
  return {
    type: "Feature",
    properties: { text, rank },
    geometry: { type: "Point", coordinates: place },
  };
}
