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

export async function get<T>(path: string): Promise<T> {
  return answer<T>(await fetch(path, { cache: "no-store" }));
}

export async function send<T>(
  method: string,
  path: string,
  body: unknown,
  more: Record<string, string> = {},
): Promise<T> {
  const headers = { "Content-Type": "application/json", ...more };
  return answer<T>(await fetch(path, { method, headers, body: JSON.stringify(body) }));
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const body: unknown = await response.json().catch(() => ({}));
  if (response.ok) return body as T;
  throw new Refused(response.status, body as Problem);
}
