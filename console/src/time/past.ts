// The past from the store: chunks of a body, each a text or a binary frame of the live picture.
import { get } from "../wire/http";
import type { Alert } from "../wire/alert";
import { rfc3339 } from "../wire/vessels";

export type PastFrame =
  { kind: "text"; text: string } | { kind: "binary"; bytes: ArrayBuffer; time: number };

const BINARY = 1;

export function chunks(body: ArrayBuffer): PastFrame[] {
  const view = new DataView(body);
  const frames: PastFrame[] = [];
  let at = 0;
  while (at + 5 <= body.byteLength) {
    const length = view.getUint32(at, true);
    const kind = view.getUint8(at + 4);
    const bytes = body.slice(at + 5, at + 5 + length);
    if (bytes.byteLength < length) break;
    if (kind === BINARY)
      frames.push({ kind: "binary", bytes, time: new DataView(bytes).getFloat64(16, true) });
    else frames.push({ kind: "text", text: new TextDecoder().decode(bytes) });
    at += 5 + length;
  }
  return frames;
}

export async function pastPicture(
  from: number,
  to: number,
  bbox: readonly number[],
  stepSecs: number,
): Promise<PastFrame[]> {
  const asked = new URLSearchParams({
    from: rfc3339(from),
    to: rfc3339(to),
    bbox: bbox.map((edge) => edge.toFixed(5)).join(","),
    step_secs: String(stepSecs),
  });
  const answer = await fetch(`/api/v1/live/past?${asked.toString()}`, { cache: "no-store" });
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Error(problem.detail ?? `the past was refused with ${String(answer.status)}`);
  }
  return chunks(await answer.arrayBuffer());
}

const PAGE = 200;
/** Transitions bear their evidence; more of them than this would fill a tablet. */
const TRANSITIONS_MAX = 2000;

/** The transitions of a time, oldest first, and from when on there are more than are taken. */
export async function pastTransitions(
  from: number,
  to: number,
): Promise<{ items: Alert[]; cutAt: number | null }> {
  const all: Alert[] = [];
  let after: number | null = null;
  do {
    const asked: URLSearchParams = new URLSearchParams({
      from: rfc3339(from),
      to: rfc3339(to),
      limit: String(PAGE),
    });
    if (after !== null) asked.set("after", String(after));
    const page = await get<{ items: Alert[]; next: number | null }>(
      `/api/v1/alerts/transitions?${asked.toString()}`,
    );
    all.push(...page.items);
    after = page.next;
  } while (after !== null && all.length < TRANSITIONS_MAX);
  return { items: all, cutAt: after === null ? null : Date.parse(all.at(-1)?.time ?? "") };
}

/** The alerts that were open at a time, each as its last transition before had left it. */
export async function alertsOpenAt(time: number): Promise<Alert[]> {
  const asked = new URLSearchParams({ at: rfc3339(time) });
  return (await get<{ items: Alert[] }>(`/api/v1/alerts/standing?${asked.toString()}`)).items;
}

/** The alerts as they stood at a time. */
export function standingAt(transitions: Alert[], time: number): Map<string, Alert> {
  const standing = new Map<string, Alert>();
  for (const one of transitions) {
    if (Date.parse(one.time) > time) continue;
    const known = standing.get(one.id);
    if (!known || known.seq < one.seq) standing.set(one.id, one);
  }
  return standing;
}
