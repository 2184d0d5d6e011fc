// What an officer can do about an alert, as buttons; those that need a word more open a short form.
import { button, h, renew } from "../dom";
import type { Officer } from "../alerts/officer";
import { now } from "../time/now";
import type { Deed } from "../wire/acts";
import { asksForAcknowledgement, isOpen, type Alert } from "../wire/alert";

type Act = (deed: Deed) => void;
type Form = (alert: Alert, act: Act) => HTMLElement;

const SILENCE_MINUTES = 10;
const SNOOZE_MINUTES = [15, 60, 240];

/** The buttons, as an alert stands, and below them the form of one: what is written in it stays while
 * the alert goes on. */
export class ActArea {
  readonly element = h("div", { class: "act-area" });
  readonly #row = h("div", { class: "acts" });
  readonly #form = h("div", { class: "act-form" });
  #alert: Alert | null = null;

  constructor(private readonly officer: Officer) {
    this.element.append(this.#row, this.#form);
  }

  show(alert: Alert): void {
    this.#alert = alert;
    const { id } = alert;
    const buttons: HTMLElement[] = [];
    const act = (text: string, deed: () => Deed, name = "") =>
      buttons.push(button(text, () => void this.officer.act(id, deed()), { class: name }));
    const form = (text: string, make: Form, name = "") =>
      buttons.push(button(text, () => this.#open(make), { class: name }));
    if (asksForAcknowledgement(alert))
      act("Acknowledge", () => ({ act: "acknowledge" }), "primary");
    const open = isOpen(alert);
    if (open) {
      act("Silence", () => ({ act: "silence", until: inMinutes(SILENCE_MINUTES) }));
      form("Snooze\u2026", snooze, "snooze");
      form("Assign\u2026", assign);
    }
    form("Note\u2026", note);
    form("Disposition\u2026", disposition);
    if (open) form("Close\u2026", close);
    renew(this.#row, buttons);
  }

  #open(make: Form): void {
    const alert = this.#alert;
    if (!alert) return;
    const form = make(alert, (deed) => {
      void this.officer.act(alert.id, deed).then((done) => done && form.remove());
    });
    this.#form.replaceChildren(form);
    form.querySelector<HTMLElement>("input, textarea, button")?.focus();
  }
}

/** An act's moment counts by the time of the picture. */
function inMinutes(minutes: number): string {
  return new Date(now() + minutes * 60_000).toISOString();
}

function snooze(_: Alert, act: Act): HTMLElement {
  const reason = h("input", {
    placeholder: "Reason (optional)",
    "aria-label": "Reason",
    maxlength: 2000,
  });
  const choices = SNOOZE_MINUTES.map((minutes) =>
    button(minutes < 60 ? `${String(minutes)} min` : `${String(minutes / 60)} h`, () =>
      act({ act: "snooze", until: inMinutes(minutes), ...noted(reason) }),
    ),
  );
  return h(
    "p",
    {},
    "No sound for this contact, area and rule, unless it escalates:",
    ...choices,
    reason,
  );
}

function assign(alert: Alert, act: Act): HTMLElement {
  const field = h("input", {
    placeholder: "Name or initials",
    "aria-label": "Assign to",
    maxlength: 200,
  });
  field.value = alert.assignee ?? "";
  return form(
    () => act({ act: "assign", assignee: field.value.trim() || null }),
    field,
    h("button", { class: "primary" }, "Assign"),
    alert.assignee && button("Take back", () => act({ act: "assign", assignee: null })),
  );
}

function note(_: Alert, act: Act): HTMLElement {
  const field = h("textarea", {
    rows: 2,
    "aria-label": "Note",
    maxlength: 2000,
    placeholder: "What the next watch should know",
  });
  const done = () => {
    const text = field.value.trim();
    if (text) act({ act: "note", note: text });
  };
  return form(done, field, h("button", { class: "primary" }, "Add note"));
}

/** It ends the alert for every station, so that one press alone does not. */
function close(_: Alert, act: Act): HTMLElement {
  const reason = h("input", {
    placeholder: "Reason (optional)",
    "aria-label": "Reason",
    maxlength: 2000,
  });
  return form(
    () => act({ act: "close", ...noted(reason) }),
    "It is over, for every station:",
    reason,
    h("button", { class: "primary" }, "Close the alert"),
  );
}

function disposition(_: Alert, act: Act): HTMLElement {
  const choices = [
    ["confirmed", "it was what the rule says"],
    ["benign", "it happened, and was harmless"],
    ["error", "it did not happen"],
  ] as const;
  return h(
    "p",
    {},
    "What it turned out to be:",
    ...choices.map(([what, title]) =>
      button(what, () => act({ act: "disposition", disposition: what }), { title }),
    ),
  );
}

function noted({ value }: HTMLInputElement): { note?: string } {
  const note = value.trim();
  return note ? { note } : {};
}

function form(done: () => void, ...children: (HTMLElement | string | null | false)[]): HTMLElement {
  const submit = (event: Event) => {
    event.preventDefault();
    done();
  };
  return h("form", { on: { submit } }, ...children);
}
