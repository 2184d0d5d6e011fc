// One alert in the list: what, who to whom, how it stands.
import { button, h, renew, setText } from "../dom";
import { coarseSpan, ruleName } from "../format";
import { asksForAcknowledgement, type Alert } from "../wire/alert";
import { exerciseMark, priorityMark } from "./marks";
import { inBrief, standing, whoToWhom } from "./words";

export interface CardActs {
  choose(id: string): void;
  acknowledge(id: string): void;
}

/** Its place and its buttons stay from revision to revision, and with them what has the focus. */
export class Card {
  readonly element: HTMLLIElement;
  readonly #title: HTMLButtonElement;
  readonly #acknowledge: HTMLButtonElement;
  readonly #age = h("time", { class: "age" });
  readonly #head = h("div", { class: "head" });
  readonly #foot = h("div", { class: "foot" });
  #alert: Alert;
  #chosen = false;

  constructor(alert: Alert, now: number, acts: CardActs) {
    const { id, rule } = alert;
    this.#alert = alert;
    this.#title = button(ruleName(rule), () => acts.choose(id), { class: "title" });
    const acknowledge = () => acts.acknowledge(id);
    this.#acknowledge = button("Acknowledge", acknowledge, { class: "acknowledge" });
    this.element = h("li", { data: { alert: id } });
    this.element.addEventListener("click", ({ target }) => {
      if (!(target as Element).closest("button")) acts.choose(id);
    });
    this.#draw(now);
    this.choose(false);
  }

  /** Another revision of it. */
  show(alert: Alert, now: number): void {
    if (alert.seq === this.#alert.seq) return;
    this.#alert = alert;
    this.#draw(now);
  }

  choose(chosen: boolean): void {
    this.#chosen = chosen;
    this.element.classList.toggle("chosen", chosen);
    this.#title.setAttribute("aria-pressed", String(chosen));
  }

  grow(now: number): void {
    setText(this.#age, coarseSpan(now - Date.parse(this.#alert.raised_at)));
  }

  #draw(now: number): void {
    const alert = this.#alert;
    const { priority, state, raised_at } = alert;
    this.element.className = `alert ${priority} ${state}${this.#chosen ? " chosen" : ""}`;
    this.#age.dateTime = raised_at;
    this.#age.title = `raised ${raised_at}`;
    this.grow(now);
    renew(this.#head, [this.#title, ...(alert.exercise ? [exerciseMark()] : []), this.#age]);
    const stands = h("div", { class: "standing" }, h("b", {}, priority), ...parts(alert, now));
    renew(this.#foot, [stands, ...(asksForAcknowledgement(alert) ? [this.#acknowledge] : [])]);
    renew(this.element, [
      priorityMark(priority),
      this.#head,
      h("div", { class: "who" }, whoToWhom(alert)),
      h("div", { class: "brief" }, inBrief(alert)),
      this.#foot,
    ]);
  }
}

function parts(alert: Alert, now: number): HTMLElement[] {
  return [...standing(alert, now), alert.area.name].map((part) => h("span", {}, part));
}
