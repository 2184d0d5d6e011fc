// Elements. Text is set as text: names and messages come from strangers.

type Child = Node | string | number | null | undefined | false;

interface Properties {
  class?: string;
  title?: string;
  hidden?: boolean;
  on?: Partial<{ [K in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[K]) => void }>;
  data?: Record<string, string>;
  [attribute: string]: unknown;
}

/** An element with attributes, listeners and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  const { class: name, on, data, ...attributes } = properties;
  if (name) made.className = name;
  for (const [key, value] of Object.entries(data ?? {})) made.dataset[key] = value;
  for (const [event, handle] of Object.entries(on ?? {})) {
    made.addEventListener(event, handle as EventListener);
  }
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter(isThere).map(textOrNode));
  return made;
}

function isThere(child: Child): child is Node | string | number {
  return child !== null && child !== undefined && child !== false;
}

function textOrNode(child: Node | string | number): Node | string {
  return typeof child === "number" ? String(child) : child;
}

export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Puts these children in this order and touches none that stands right already. One that is moved
 * keeps the focus. */
export function setChildren(parent: HTMLElement, children: Element[]): void {
  const focused = document.activeElement as HTMLElement | null;
  for (const gone of [...parent.children].filter((child) => !children.includes(child)))
    gone.remove();
  children.forEach((child, n) => {
    if (parent.children[n] !== child) parent.insertBefore(child, parent.children[n] ?? null);
  });
  if (focused !== document.activeElement && parent.contains(focused))
    focused?.focus({ preventScroll: true });
}

/** Puts these children in, and keeps those that are there already and look the same: what an officer
 * presses, reads or writes in stays under his hand. */
export function renew(parent: HTMLElement, children: Element[]): void {
  const old = new Set(parent.children);
  setChildren(
    parent,
    children.map((child) => {
      for (const one of old) {
        if (one.localName === "details" && child.localName === "details")
          child.toggleAttribute("open", one.hasAttribute("open"));
        if (one !== child && !one.isEqualNode(child)) continue;
        old.delete(one);
        return one;
      }
      return child;
    }),
  );
}

export function button(
  text: string,
  act: () => void,
  properties: Properties = {},
): HTMLButtonElement {
  return h("button", { type: "button", ...properties, on: { click: act, ...properties.on } }, text);
}

const SVG = "http://www.w3.org/2000/svg";

/** A picture of one path in a box of this size. */
export function icon(
  path: string,
  size: number,
  label: string | null,
  name: string,
): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${String(size)} ${String(size)}`);
  svg.setAttribute("class", name);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const drawn = document.createElementNS(SVG, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}
