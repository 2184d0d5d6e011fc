// Requests to the daemon. A refusal is an error that says what the daemon said.

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? problem.title ?? `refused with ${String(status)}`);
  }
}

/** RFC 9457, with what Picket adds. */
export interface Problem {
  title?: string;
  detail?: string;
  parameter?: string;
  alert?: unknown;
  errors?: { pointer: string; detail: string }[];
}

/** A little beyond the 40 s that the daemon itself leaves a request; so late, nothing comes any more. */
const ANSWER_MAX_MS = 45_000;

export async function get<T>(path: string): Promise<T> {
  return ask<T>(path, { cache: "no-store" });
}

export async function send<T>(
  method: string,
  path: string,
  body: unknown,
  more: Record<string, string> = {},
): Promise<T> {
  const headers = { "Content-Type": "application/json", ...more };
  return ask<T>(path, { method, headers, body: JSON.stringify(body) });
}

async function ask<T>(path: string, asked: RequestInit): Promise<T> {
  const signal = AbortSignal.timeout(ANSWER_MAX_MS);
  try {
    return await answer<T>(await fetch(path, { ...asked, signal }), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Error(`the daemon did not answer within ${String(ANSWER_MAX_MS / 1000)} s`);
  }
}

async function answer<T>(response: Response, signal: AbortSignal): Promise<T> {
  if (response.status === 204) return undefined as T;
  const body: unknown = await response.json().catch(() => ({}));
  // Half a body is none.
  signal.throwIfAborted();
  if (response.ok) return body as T;
  throw new Refused(response.status, body as Problem);
}
