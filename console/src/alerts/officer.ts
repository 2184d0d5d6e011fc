// Acts of the officer on watch: under initials asked for once, with the answer put back into the store.
import { byId } from "../dom";
import type { Console } from "../state";
import { say } from "../shell/notice";
import { perform, type Deed } from "../wire/acts";
import { take } from "./keeper";

const INITIALS_KEY = "picket-initials";

export class Officer {
  constructor(private readonly store: Console) {
    // No button that submits: Enter in the field presses the first of those.
    byId("signature-cancel").addEventListener("click", () =>
      byId<HTMLDialogElement>("signature").close("cancel"),
    );
  }

  async act(id: string, deed: Deed): Promise<boolean> {
    if (this.store.state.mode.kind === "replay") {
      say("This is a replay. Press R to go back to live, then act.");
      return false;
    }
    // As it was decided on, and not as it may be once somebody has signed.
    const alert = this.store.state.alerts.get(id);
    const by = alert && (await this.initials());
    if (!by) return false;
    const outcome = await perform(alert, deed, by);
    if (outcome.kind !== "failed") {
      this.store.set({ alerts: take(this.store.state.alerts, outcome.alert) });
    }
    if (outcome.kind !== "done") say(outcome.text);
    return outcome.kind === "done";
  }

  /** Who is on watch; asked once on this machine, null if nobody says. */
  initials(): Promise<string | null> {
    const known = localStorage.getItem(INITIALS_KEY);
    return known ? Promise.resolve(known) : this.ask();
  }

  ask(): Promise<string | null> {
    const dialog = byId<HTMLDialogElement>("signature");
    if (dialog.open) return Promise.resolve(null);
    const field = byId<HTMLInputElement>("initials");
    field.value = localStorage.getItem(INITIALS_KEY) ?? "";
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      const done = () => {
        const initials = field.value.trim();
        if (dialog.returnValue !== "ok" || !initials) return resolve(null);
        localStorage.setItem(INITIALS_KEY, initials);
        byId("officer").textContent = initials;
        resolve(initials);
      };
      dialog.addEventListener("close", done, { once: true });
    });
  }
}

/** Where the daemon knows who one is, acts bear that name. */
export function signAs(name: string): void {
  localStorage.setItem(INITIALS_KEY, name);
}

export function knownInitials(): string | null {
  return localStorage.getItem(INITIALS_KEY);
}
