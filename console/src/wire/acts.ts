// What an officer does to an alert. Every act bears the revision it was decided on.
import type { Alert } from "./alert";
import { Refused, send } from "./http";

export type Deed =
  | { act: "acknowledge" }
  | { act: "close"; note?: string }
  | { act: "note"; note: string }
  | { act: "silence" | "snooze"; until: string; note?: string }
  | { act: "assign"; assignee: string | null }
  | { act: "disposition"; disposition: string; note?: string };

export type Outcome =
  | { kind: "done"; alert: Alert }
  | { kind: "overtaken"; alert: Alert; text: string }
  | { kind: "failed"; text: string };

/** Does it under somebody's initials; the alert as it then stands, or why it was not done. */
export async function perform(alert: Alert, deed: Deed, by: string): Promise<Outcome> {
  const { act, ...members } = deed;
  const path = `/api/v1/alerts/${encodeURIComponent(alert.id)}/${act}`;
  try {
    const done = await send<Alert>("POST", path, { revision: alert.revision, by, ...members });
    return { kind: "done", alert: done };
  } catch (error) {
    if (!(error instanceof Refused)) {
      return {
        kind: "failed",
        text: `No answer from the daemon: ${act} was NOT done as far as is known.`,
      };
    }
    const newest = error.problem.alert as Alert | null | undefined;
    if (!newest) return { kind: "failed", text: error.message };
    return {
      kind: "overtaken",
      alert: newest,
      text: "The alert has changed: look again, then repeat.",
    };
  }
}
