// Who a contact is at a glance: a shape for the kind of station, a colour for the kind of ship.

/** Shapes as the shader knows them. */
export const SHAPE = {
  dart: 0,
  slim: 1,
  circle: 2,
  square: 3,
  diamond: 4,
  cross: 5,
  ring: 6,
} as const;

export const KINDS = [
  "other",
  "cargo",
  "tanker",
  "passenger",
  "fast",
  "fishing",
  "special",
  "pleasure",
  "class-b",
  "fixed",
  "rescue",
  "radar",
] as const;

export type Kind = (typeof KINDS)[number];

/** Kind of ship by ITU-R M.1371, table 53, and class of station. */
export function kindOf(station: string | null, shipType: number | null): Kind {
  if (station === "radar") return "radar";
  if (
    station === "base" ||
    station === "base-station" ||
    station === "aton" ||
    station === "aid-to-navigation"
  ) {
    return "fixed";
  }
  if (station === "sar" || station === "sar-aircraft" || station === "beacon") return "rescue";
  const kind = byType(shipType);
  return kind === "other" && station === "B" ? "class-b" : kind;
}

function byType(shipType: number | null): Kind {
  if (shipType === null) return "other";
  if (shipType === 30) return "fishing";
  if (shipType === 36 || shipType === 37) return "pleasure";
  const tens = Math.floor(shipType / 10);
  if (tens === 4 || tens === 2) return "fast";
  if (tens === 6) return "passenger";
  if (tens === 7) return "cargo";
  if (tens === 8) return "tanker";
  if (tens === 5 || tens === 3) return "special";
  return "other";
}

/** The shape of stations that do not sail, or of whom it is not known; -1 for ships. */
export function shapeOfStation(station: string | null): number {
  if (station === "base" || station === "base-station") return SHAPE.square;
  if (station === "aton" || station === "aid-to-navigation") return SHAPE.diamond;
  if (station === "sar" || station === "sar-aircraft" || station === "beacon") return SHAPE.cross;
  if (station === "radar") return SHAPE.ring;
  return -1;
}

/** Navigational status, ITU-R M.1371, table 46. */
const STATUS = [
  "under way using engine",
  "at anchor",
  "not under command",
  "restricted manoeuvrability",
  "constrained by draught",
  "moored",
  "aground",
  "fishing",
  "under way sailing",
  "reserved (HSC)",
  "reserved (WIG)",
  "towing astern",
  "pushing or towing alongside",
  "reserved",
  "AIS-SART, MOB or EPIRB active",
];

export function statusName(status: number | null): string {
  return (status === null ? undefined : STATUS[status]) ?? "not stated";
}
