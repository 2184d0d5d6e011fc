// The one store of state. Whoever shows something watches the members that it shows; changes of one
// turn of the event loop are told once.

export class Store<S extends object> {
  #state: S;
  #watchers: { keys: (keyof S)[]; run: (state: S) => void }[] = [];
  #changed = new Set<keyof S>();
  #scheduled = false;

  constructor(initial: S) {
    this.#state = initial;
  }

  get state(): Readonly<S> {
    return this.#state;
  }

  set(change: Partial<S>): void {
    const keys = Object.keys(change) as (keyof S)[];
    const changed = keys.filter((key) => change[key] !== this.#state[key]);
    if (changed.length === 0) return;
    this.#state = { ...this.#state, ...change };
    for (const key of changed) this.#changed.add(key);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#tell());
  }

  /** Runs now, and whenever one of these members has changed. */
  watch(keys: (keyof S)[], run: (state: Readonly<S>) => void): void {
    this.#watchers.push({ keys, run });
    run(this.#state);
  }

  #tell(): void {
    this.#scheduled = false;
    const changed = this.#changed;
    this.#changed = new Set();
    for (const { keys, run } of this.#watchers) {
      if (keys.some((key) => changed.has(key))) run(this.#state);
    }
  }
}
