// A position as people write it: `13 52.0N 50 20.0E`, `13.8667, 50.3333`, `13°52'00"N 050°20'E`.

const HALF = String.raw`(\d{1,3}(?:\.\d+)?)(?:[°\s]\s*(\d{1,2}(?:\.\d+)?))?(?:['′\s]\s*(\d{1,2}(?:\.\d+)?))?['′"″\s]*`;
const SAID = new RegExp(`^${HALF}([NS])[,\\s]*${HALF}([EW])$`, "i");
const PLAIN = /^(-?\d{1,2}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)$/;

/** Longitude and latitude; latitude is said first, as at sea. Null where it is no position. */
export function placeIn(text: string): [number, number] | null {
  const said = SAID.exec(text.trim());
  const place = said ? fromHalves(said) : fromPlain(PLAIN.exec(text.trim()));
  if (!place) return null;
  const [lon, lat] = place;
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? place : null;
}

function fromPlain(said: RegExpExecArray | null): [number, number] | null {
  // Two whole numbers are rather an MMSI with a space in it than a place.
  if (!said || !said[0].includes(".")) return null;
  return [Number(said[2]), Number(said[1])];
}

function fromHalves(said: RegExpExecArray): [number, number] {
  const half = (at: number) =>
    Number(said[at]) + Number(said[at + 1] ?? 0) / 60 + Number(said[at + 2] ?? 0) / 3600;
  const lat = half(1) * (said[4]?.toUpperCase() === "S" ? -1 : 1);
  const lon = half(5) * (said[8]?.toUpperCase() === "W" ? -1 : 1);
  return [lon, lat];
}
