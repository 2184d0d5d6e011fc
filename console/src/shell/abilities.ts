// Shows only what this daemon can do: its own description of its interface says so.
import { byId } from "../dom";
import type { Console } from "../state";
import { get } from "../wire/http";

export const PAST = "/api/v1/live/past";
export const COVERAGE = "/api/v1/coverage";
export const HANDOVER = "/api/v1/handover";
export const WATCH_LIST = "/api/v1/watch-list/{contact}";
export const TRY_AREA = "/api/v1/watch-areas/try";

const CONTROLS: [string, string][] = [
  ["timeline", PAST],
  ["coverage", COVERAGE],
  ["handover-open", HANDOVER],
];

export function showAbilities(store: Console): void {
  store.watch(["abilities"], ({ abilities }) => {
    for (const [id, path] of CONTROLS) byId(id).hidden = !abilities.has(path);
  });
  get<{ paths: Record<string, unknown> }>("/api/openapi.json")
    .then(({ paths }) => store.set({ abilities: new Set(Object.keys(paths)) }))
    .catch(() => setTimeout(() => showAbilities(store), 3000));
}

export function can(store: Console, path: string): boolean {
  return store.state.abilities.has(path);
}
