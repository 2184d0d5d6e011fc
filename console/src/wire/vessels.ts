// Vessels one by one: what she last said, where she was, who she was, who is on the watch list.
import { get, send } from "./http";

export interface Vessel {
  id: string;
  geometry: GeoJSON.Point | null;
  properties: {
    contact: string;
    mmsi: number | null;
    imo: number | null;
    name: string | null;
    call_sign: string | null;
    class: string | null;
    ship_type: number | null;
    ship_type_text: string | null;
    sog: number | null;
    cog: number | null;
    true_heading: number | null;
    navigational_status: number | null;
    destination: string | null;
    length: number | null;
    beam: number | null;
    draught: number | null;
    time: string;
    /** Null where it is not known: of a time that was. */
    stations: string[] | null;
    exercise: boolean;
  };
}

export interface Identity {
  from: string;
  to: string | null;
  name: string | null;
  call_sign: string | null;
  imo: number | null;
  destination: string | null;
}

export interface Found {
  contact: string;
  name: string | null;
  mmsi: number | null;
  imo: number | null;
  call_sign: string | null;
  position: GeoJSON.Point | null;
  time: string | null;
}

/** A contact on the watch list. */
export interface Listed {
  contact: string;
  mmsi: number | null;
  /** Where she is in the picture and has said it. */
  name: string | null;
  by: string;
  since: string;
  note: string | null;
}

const path = (contact: string) => `/api/v1/vessels/${encodeURIComponent(contact)}`;

export const vessel = (contact: string) => get<Vessel>(path(contact));

export function track(contact: string, from: number, to: number) {
  const asked = new URLSearchParams({ from: rfc3339(from), to: rfc3339(to) });
  return get<GeoJSON.Feature<GeoJSON.Geometry | null>>(
    `${path(contact)}/track?${asked.toString()}`,
  );
}

export async function identities(contact: string): Promise<Identity[]> {
  return (await get<{ identity: Identity[] }>(`${path(contact)}/history`)).identity;
}

export async function search(text: string): Promise<Found[]> {
  return (await get<{ items: Found[] }>(`/api/v1/search?q=${encodeURIComponent(text)}`)).items;
}

export async function watchList(): Promise<Listed[]> {
  return (await get<{ items: Listed[] }>("/api/v1/watch-list")).items;
}

export function setListed(contact: string, listed: boolean, by: string) {
  const target = `/api/v1/watch-list/${encodeURIComponent(contact)}`;
  return send<unknown>(listed ? "PUT" : "DELETE", target, { by });
}

export function rfc3339(ms: number): string {
  return new Date(ms).toISOString();
}
