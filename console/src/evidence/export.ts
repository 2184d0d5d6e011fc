// Evidence to take away: GeoJSON, the map as a picture, a page to print.
import { whoToWhom } from "../alerts/words";
import { clock, date, ruleName } from "../format";
import type { Alert } from "../wire/alert";
import { drawEvidence } from "./geometry";
import { sailings } from "./encounter";

/** The alert and everything drawn for it, as GeoJSON. */
export function asGeoJson(alert: Alert): GeoJSON.FeatureCollection {
  const all = sailings(alert.evidence.positions);
  const { evidence, position, ...properties } = alert;
  const place: GeoJSON.Feature = {
    type: "Feature",
    id: alert.id,
    geometry: position as GeoJSON.Point,
    properties: { ...properties, measures: evidence.measures, sentences: evidence.sentences },
  };
  const reports = evidence.positions.map(({ position: where, ...report }) => ({
    type: "Feature" as const,
    geometry: where,
    properties: report,
  }));
  return { type: "FeatureCollection", features: [place, ...reports, ...drawEvidence(alert, all)] };
}

export function saveGeoJson(alert: Alert): void {
  const text = JSON.stringify(asGeoJson(alert), null, 1);
  save(new Blob([text], { type: "application/geo+json" }), `${fileName(alert)}.geojson`);
}

/** What has to stand below a picture of the evidence; a time where it is one of the past. */
export function caption(alert: Alert, replayed: number | null): string[] {
  const { rule, priority, area, raised_at, time, id, revision, exercise } = alert;
  const moment = (of: string | number) => `${date(of)} ${clock(of)} UTC`;
  const marks = [
    exercise ? "EXERCISE: this is not real." : "",
    replayed === null ? "" : `REPLAY of ${moment(replayed)}.`,
  ];
  return [
    `${ruleName(rule)}, ${priority}: ${whoToWhom(alert)}`,
    `${area.name}. Raised ${moment(raised_at)}, as of ${moment(time)}.`,
    `Picket, alert ${id}, revision ${String(revision)}. Not for navigation.`,
    ...marks.filter(Boolean),
  ];
}

export function savePicture(alert: Alert, picture: Blob | null): void {
  if (picture) save(picture, `${fileName(alert)}.png`);
}

function fileName({ rule, raised_at, id }: Alert): string {
  return `${rule}-${raised_at.slice(0, 19).replaceAll(/[-:]/g, "")}-${id.slice(0, 8)}`;
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
