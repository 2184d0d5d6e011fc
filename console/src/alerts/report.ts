// What an officer knows by other ways than a feed: a call by voice, what a lookout saw. It becomes an
// alert like any other.
import { byId } from "../dom";
import { position } from "../format";
import type { ChartMap } from "../map/map";
import { say } from "../shell/notice";
import type { Console } from "../state";
import type { Alert } from "../wire/alert";
import { Refused, send } from "../wire/http";
import { take } from "./keeper";
import type { Officer } from "./officer";

type Place = [number, number];

export class ReportForm {
  readonly #dialog = byId<HTMLDialogElement>("report");
  #place: Place = [0, 0];
  /** Whom the draft is about. */
  #about: string | null = null;
  #sending = false;

  constructor(
    private readonly store: Console,
    private readonly map: ChartMap,
    private readonly officer: Officer,
  ) {
    byId("report-open").addEventListener("click", () => this.open());
    byId<HTMLFormElement>("report-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
    byId("report-cancel").addEventListener("click", () => this.#dialog.close());
  }

  /** About the chosen vessel, else about the middle of the map. */
  open(): void {
    if (this.store.state.mode.kind === "replay") {
      say("This is a replay. Press R to go back to live, then report.");
      return;
    }
    const { chosenContact } = this.store.state;
    if (chosenContact !== this.#about) byId<HTMLTextAreaElement>("report-note").value = "";
    this.#about = chosenContact;
    const { lng, lat } = this.map.view.getCenter().wrap();
    this.#place = [lng, lat];
    const about = byId<HTMLSelectElement>("report-about");
    about.replaceChildren(
      new Option(`the middle of the map, ${position(this.#place)}`, "", false, !chosenContact),
    );
    if (chosenContact) {
      const name = this.map.picture.find(chosenContact)?.name ?? chosenContact;
      about.prepend(new Option(name, chosenContact, true, true));
    }
    byId<HTMLInputElement>("report-exercise").checked =
      chosenContact?.startsWith("exercise:") ?? false;
    byId("report-said").textContent = "";
    this.#dialog.showModal();
    byId("report-note").focus();
  }

  async #send(): Promise<void> {
    const said = byId("report-said");
    if (this.#sending) {
      said.textContent = "The report before is still being sent. This one is not sent yet.";
      return;
    }
    this.#sending = true;
    said.textContent = "";
    try {
      const by = await this.officer.initials();
      if (by) await this.#sendAs(by);
    } finally {
      this.#sending = false;
    }
  }

  async #sendAs(by: string): Promise<void> {
    const contact = byId<HTMLSelectElement>("report-about").value || null;
    const note = byId<HTMLTextAreaElement>("report-note");
    const draft = note.value;
    try {
      const alert = await send<Alert>("POST", "/api/v1/alerts", {
        priority: byId<HTMLSelectElement>("report-priority").value,
        exercise: byId<HTMLInputElement>("report-exercise").checked,
        note: draft.trim(),
        by,
        ...(contact ? { contact } : { position: this.#place }),
      });
      // Who has begun another one meanwhile goes on with it.
      byId("report-said").textContent = "";
      if (note.value === draft) {
        note.value = "";
        this.#dialog.close();
      }
      this.store.set({
        alerts: take(this.store.state.alerts, alert),
        chosenAlert: alert.id,
        panel: "alert",
      });
    } catch (error) {
      const text = notReported(error);
      byId("report-said").textContent = text;
      if (!this.#dialog.open) say(text);
    }
  }
}

/** Where no answer came, the daemon may have taken it all the same. */
function notReported(error: unknown): string {
  if (error instanceof Refused) return `Not reported: ${error.message}`;
  const why = error instanceof Error ? error.message : "no answer";
  return `Not reported as far as is known: ${why}. Look at the alerts before you send it again.`;
}
