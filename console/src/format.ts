// Numbers, times and places as officers read them.

export function clock(time: number | string): string {
  return new Date(time).toISOString().slice(11, 19);
}

export function minute(time: number | string): string {
  return new Date(time).toISOString().slice(11, 16);
}

export function date(time: number | string): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A span of time, coarse as it grows. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${String(seconds)} s`;
  if (seconds < 3600) {
    const rest = seconds % 60;
    return seconds < 600 && rest
      ? `${String(Math.floor(seconds / 60))} min ${String(rest)} s`
      : `${String(Math.floor(seconds / 60))} min`;
  }
  if (seconds < 86_400)
    return `${String(Math.floor(seconds / 3600))} h ${String(Math.floor((seconds % 3600) / 60))} min`;
  return `${String(Math.floor(seconds / 86_400))} d ${String(Math.floor((seconds % 86_400) / 3600))} h`;
}

/** The same in whole minutes, after the first. */
export function coarseSpan(ms: number): string {
  return span(ms < 60_000 ? ms : Math.floor(ms / 60_000) * 60_000);
}

/** Degrees and decimal minutes, as on a chart. */
export function position([lon, lat]: readonly number[]): string {
  return `${half(lat ?? 0, 2, "N", "S")} ${half(lon ?? 0, 3, "E", "W")}`;
}

function half(value: number, digits: number, positive: string, negative: string): string {
  const thousandths = Math.round(Math.abs(value) * 60_000);
  const degrees = String(Math.floor(thousandths / 60_000)).padStart(digits, "0");
  const minutes = ((thousandths % 60_000) / 1000).toFixed(3).padStart(6, "0");
  return `${degrees}\u00b0${minutes}\u2032${value < 0 ? negative : positive}`;
}

export function degrees(value: number): string {
  return `${String(Math.round(value) % 360).padStart(3, "0")}\u00b0`;
}

const RULES: Record<string, string> = { ais: "AIS", gnss: "GNSS", mmsi: "MMSI" };

/** `fast-approach` as a title. */
export function ruleName(rule: string): string {
  const words = rule
    .split("-")
    .map((word) => RULES[word] ?? word)
    .join(" ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const MEASURES: Record<string, string> = { cpa: "CPA", tcpa: "TCPA", sog: "SOG", cog: "COG" };

export function measureName(name: string): string {
  if (MEASURES[name]) return MEASURES[name];
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const UNITS: Record<string, string> = { "deg/min": "\u00b0/min", deg: "\u00b0" };

export function unit(name: string): string {
  return UNITS[name] ?? name;
}

const RELATIONS: Record<string, string> = { "<=": "\u2264", ">=": "\u2265" };

export function relation(sign: string): string {
  return RELATIONS[sign] ?? sign;
}

/** MMSI or the contact's id. */
export function identity(contact: string | null, mmsi: number | null): string {
  if (mmsi !== null) return `MMSI ${String(mmsi).padStart(9, "0")}`;
  return contact ?? "";
}
