// The vessels that somebody wants to hear of: the same on every station.
import { button, h, renew } from "../dom";
import { clock, date, identity } from "../format";
import type { Officer } from "../alerts/officer";
import { say } from "../shell/notice";
import type { Console } from "../state";
import { setListed, watchList, type Listed } from "../wire/vessels";

const ASK_EVERY_MS = 15_000;

export class WatchList {
  readonly element = h("section", { class: "watch-list", "aria-label": "Watch list" });

  constructor(
    private readonly store: Console,
    private readonly officer: Officer,
    private readonly choose: (contact: string) => void,
  ) {
    store.watch(["watchList"], ({ watchList: listed }) => this.#draw(listed));
    store.watch(["panel"], ({ panel }) => panel === "watch-list" && void this.#ask());
    void this.#ask();
    setInterval(() => void this.#ask(), ASK_EVERY_MS);
  }

  async toggle(contact: string): Promise<void> {
    const wanted = !this.store.state.watchList.has(contact);
    const by = await this.officer.initials();
    if (!by) return;
    try {
      await setListed(contact, wanted, by);
      await this.#ask();
    } catch (error) {
      say(`The watch list is unchanged: ${error instanceof Error ? error.message : "no answer"}`);
    }
  }

  #draw(listed: ReadonlyMap<string, Listed>): void {
    const items = [...listed.values()].map((one) => this.#line(one));
    renew(this.element, [
      h("header", { class: "head" }, h("h2", {}, "Watch list")),
      h(
        "p",
        { class: "hint" },
        "The rule watch-listed tells when one of them is seen, enters an area or changes identity.",
      ),
      items.length > 0
        ? h("ul", {}, ...items)
        : h("p", { class: "empty" }, "Nobody is on it. Choose a vessel, then put her on it."),
    ]);
  }

  #line({ contact, mmsi, name, by, since, note }: Listed): HTMLElement {
    const called = name ?? identity(contact, mmsi);
    const ids = name === null ? "" : `${identity(contact, mmsi)}, `;
    const why = note ? `, \u201c${note}\u201d` : "";
    return h(
      "li",
      { data: { contact } },
      button(called, () => this.choose(contact), { class: "name" }),
      button("Take off", () => void this.toggle(contact), { "aria-label": `Take off ${called}` }),
      h("small", {}, `${ids}by ${by} since ${date(since)} ${clock(since)}${why}`),
    );
  }

  async #ask(): Promise<void> {
    try {
      const listed = new Map((await watchList()).map((one) => [one.contact, one]));
      const { watchList: known } = this.store.state;
      if (JSON.stringify([...listed]) !== JSON.stringify([...known]))
        this.store.set({ watchList: listed });
    } catch {
      // Asked again soon; that the daemon is gone is said above the map.
    }
  }
}
