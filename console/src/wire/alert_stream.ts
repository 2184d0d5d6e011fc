// Alert transitions as they are committed, by Server-Sent Events. The browser reconnects and resumes
// by `Last-Event-ID`; what could not be resumed is named as a gap and followed by a snapshot.
import type { Alert } from "./alert";

export interface StreamHandlers {
  snapshot(open: Alert[]): void;
  transition(alert: Alert): void;
  gap(from: number, to: number): void;
  line(open: boolean): void;
}

/** A browser gives up on a refusal (503 while the daemon starts); we do not. */
const RETRY_MS = 1500;

export function followAlerts(handlers: StreamHandlers): void {
  const source = new EventSource("/api/v1/alerts/stream");
  const on = <T>(name: string, handle: (data: T) => void) => {
    source.addEventListener(name, (event) => {
      handle(JSON.parse((event as MessageEvent<string>).data) as T);
    });
  };
  on<{ items: Alert[] }>("snapshot", ({ items }) => handlers.snapshot(items));
  on<Alert>("alert", (alert) => handlers.transition(alert));
  on<{ from: number; to: number }>("gap", ({ from, to }) => handlers.gap(from, to));
  source.addEventListener("open", () => handlers.line(true));
  source.addEventListener("error", () => {
    handlers.line(false);
    if (source.readyState === EventSource.CLOSED) {
      source.close();
      setTimeout(() => followAlerts(handlers), RETRY_MS);
    }
  });
}
