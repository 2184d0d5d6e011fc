// A page with as many parts as the tests look at: elements that keep what is put into them.

type Node = FakeElement | string;

export class FakeElement extends EventTarget {
  readonly dataset: Record<string, string> = {};
  readonly style: Record<string, string> = {};
  readonly attributes = new Map<string, string>();
  childNodes: Node[] = [];
  parent: FakeElement | null = null;
  className = "";
  hidden = false;
  checked = false;
  open = false;
  value = "";
  returnValue = "";

  constructor(readonly localName: string) {
    super();
  }

  get children(): FakeElement[] {
    return this.childNodes.filter((one) => one instanceof FakeElement);
  }

  get textContent(): string {
    return this.childNodes.map((one) => (typeof one === "string" ? one : one.textContent)).join("");
  }

  set textContent(text: string) {
    this.replaceChildren(text);
  }

  readonly classList = { toggle: () => false };

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
    if (name === "checked") this.checked = true;
    if (name === "value") this.value = value;
  }

  append(...nodes: Node[]): void {
    for (const one of nodes) if (one instanceof FakeElement) one.parent = this;
    this.childNodes.push(...nodes);
  }

  prepend(...nodes: Node[]): void {
    this.childNodes.unshift(...nodes);
  }

  replaceChildren(...nodes: Node[]): void {
    this.childNodes = [];
    this.append(...nodes);
  }

  insertBefore(node: FakeElement, before: FakeElement | null): void {
    node.remove();
    node.parent = this;
    const at = before ? this.childNodes.indexOf(before) : this.childNodes.length;
    this.childNodes.splice(at, 0, node);
  }

  remove(): void {
    if (this.parent) this.parent.childNodes = this.parent.childNodes.filter((one) => one !== this);
    this.parent = null;
  }

  contains(other: FakeElement | null): boolean {
    return other !== null && (other === this || this.contains(other.parent));
  }

  isEqualNode(other: FakeElement): boolean {
    return this.#written() === other.#written();
  }

  #written(): string {
    const inside = this.childNodes.map((one) => (typeof one === "string" ? one : one.#written()));
    return JSON.stringify([this.localName, this.className, [...this.attributes], inside]);
  }

  /** By its name alone. */
  querySelector(name: string): FakeElement | null {
    for (const one of this.children) {
      const found = one.localName === name ? one : one.querySelector(name);
      if (found) return found;
    }
    return null;
  }

  matches(selector: string): boolean {
    return selector.split(", ").includes(this.localName);
  }

  /** By its name alone. */
  closest(name: string): FakeElement | null {
    return this.localName === name ? this : (this.parent?.closest(name) ?? null);
  }

  toggleAttribute(name: string, there: boolean): void {
    if (there) this.attributes.set(name, "");
    else this.attributes.delete(name);
  }

  checkVisibility(): boolean {
    return true;
  }

  click(): void {
    this.dispatchEvent(new Event("click"));
  }

  focus(): void {}
  blur(): void {}
  scrollIntoView(): void {}

  showModal(): void {
    this.open = true;
  }

  close(value?: string): void {
    if (!this.open) return;
    this.open = false;
    if (value !== undefined) this.returnValue = value;
    this.dispatchEvent(new Event("close"));
  }
}

/** Puts a page in the place of the browser's; whoever is asked for by an id is there. */
export function fakePage() {
  const byId = new Map<string, FakeElement>();
  const get = (id: string): FakeElement => {
    const known = byId.get(id) ?? new FakeElement("div");
    byId.set(id, known);
    return known;
  };
  const page = Object.assign(new EventTarget(), {
    title: "",
    activeElement: null,
    createElement: (name: string) => new FakeElement(name),
    createElementNS: (_: string, name: string) => new FakeElement(name),
    getElementById: get,
    querySelector: () => null,
  });
  const kept = new Map<string, string>();
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  Object.assign(globalThis, { document: page, localStorage, HTMLElement: FakeElement });
  return { page, get };
}
