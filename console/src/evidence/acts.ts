// What an officer can do about an alert, as buttons; those that need a word more open a short form.
import { button, h } from "../dom";
import type { Officer } from "../alerts/officer";
import { now } from "../time/now";
import { asksForAcknowledgement, isOpen, type Alert } from "../wire/alert";

const SILENCE_MINUTES = 10;
const SNOOZE_MINUTES = [15, 60, 240];

export function acts(alert: Alert, officer: Officer): HTMLElement {
  const form = h("div", { class: "act-form" });
  const open = isOpen(alert);
  const row = h("div", { class: "acts" });
  const add = (text: string, act: () => void, name = "") =>
    row.append(button(text, act, { class: name }));
  if (asksForAcknowledgement(alert)) {
    add("Acknowledge", () => void officer.act(alert.id, { act: "acknowledge" }), "primary");
  }
  if (open) {
    add(
      "Silence",
      () => void officer.act(alert.id, { act: "silence", until: inMinutes(SILENCE_MINUTES) }),
    );
    add("Snooze\u2026", () => form.replaceChildren(snooze(alert, officer, form)), "snooze");
    add("Assign\u2026", () => form.replaceChildren(assign(alert, officer, form)));
  }
  add("Note\u2026", () => form.replaceChildren(note(alert, officer, form)));
  add("Disposition\u2026", () => form.replaceChildren(disposition(alert, officer, form)));
  if (open) add("Close", () => void officer.act(alert.id, { act: "close" }));
  return h("div", { class: "act-area" }, row, form);
}

/** An act's moment counts by the time of the picture. */
function inMinutes(minutes: number): string {
  return new Date(now() + minutes * 60_000).toISOString();
}

function snooze(alert: Alert, officer: Officer, form: HTMLElement): HTMLElement {
  const reason = h("input", {
    placeholder: "Reason (optional)",
    "aria-label": "Reason",
    maxlength: 2000,
  });
  const choices = SNOOZE_MINUTES.map((minutes) =>
    button(minutes < 60 ? `${String(minutes)} min` : `${String(minutes / 60)} h`, () => {
      const why = reason.value.trim();
      const deed = {
        act: "snooze",
        until: inMinutes(minutes),
        ...(why ? { note: why } : {}),
      } as const;
      void officer.act(alert.id, deed).then((done) => done && form.replaceChildren());
    }),
  );
  return h(
    "p",
    {},
    "No sound for this contact, area and rule, unless it escalates:",
    ...choices,
    reason,
  );
}

function assign(alert: Alert, officer: Officer, form: HTMLElement): HTMLElement {
  const field = h("input", {
    placeholder: "Name or initials",
    "aria-label": "Assign to",
    maxlength: 200,
  });
  field.value = alert.assignee ?? "";
  const done = (assignee: string | null) =>
    void officer
      .act(alert.id, { act: "assign", assignee })
      .then((ok) => ok && form.replaceChildren());
  return h(
    "form",
    {
      on: {
        submit: (event) => {
          event.preventDefault();
          done(field.value.trim() || null);
        },
      },
    },
    field,
    h("button", { class: "primary" }, "Assign"),
    alert.assignee && button("Take back", () => done(null)),
  );
}

function note(alert: Alert, officer: Officer, form: HTMLElement): HTMLElement {
  const field = h("textarea", {
    rows: 2,
    "aria-label": "Note",
    maxlength: 2000,
    placeholder: "What the next watch should know",
  });
  const submit = (event: Event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text)
      void officer
        .act(alert.id, { act: "note", note: text })
        .then((ok) => ok && form.replaceChildren());
  };
  return h("form", { on: { submit } }, field, h("button", { class: "primary" }, "Add note"));
}

function disposition(alert: Alert, officer: Officer, form: HTMLElement): HTMLElement {
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
      button(
        what,
        () =>
          void officer
            .act(alert.id, { act: "disposition", disposition: what })
            .then((ok) => ok && form.replaceChildren()),
        { title },
      ),
    ),
  );
}
