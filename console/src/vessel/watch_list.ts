// The vessels that somebody wants to hear of.
import type { Officer } from "../alerts/officer";
import { say } from "../shell/notice";
import type { Console } from "../state";
import { setListed, watchList } from "../wire/vessels";

export class WatchList {
  constructor(
    private readonly store: Console,
    private readonly officer: Officer,
  ) {
    void this.#ask();
  }

  async toggle(contact: string): Promise<void> {
    const by = await this.officer.initials();
    if (!by) return;
    try {
      await setListed(contact, !this.store.state.watchList.has(contact), by);
      await this.#ask();
    } catch (error) {
      say(`The watch list is unchanged: ${error instanceof Error ? error.message : "no answer"}`);
    }
  }

  async #ask(): Promise<void> {
    try {
      this.store.set({ watchList: new Set(await watchList()) });
    } catch {
      // Asked again at the next change; the card then says what she is.
    }
  }
}
