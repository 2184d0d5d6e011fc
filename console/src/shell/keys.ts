// Everything by the keyboard; the help sheet is made from this table.
import { byId, h } from "../dom";

export interface Shortcut {
  keys: string[];
  says: string;
  act(): void;
  /** A key that is held does it again and again. */
  repeats?: boolean;
}

/** Keys act where nobody is writing, and on what nothing else has acted on already. */
export function listen(shortcuts: Shortcut[]): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]") && event.key !== "?") return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const chosen = shortcuts.find(({ keys }) => keys.includes(key));
    if (!chosen || (key === " " && isPressable(event.target))) return;
    event.preventDefault();
    if (!event.repeat || chosen.repeats) chosen.act();
  });
}

function isWriting(target: EventTarget | null): boolean {
  // A field of a dialog that has just been closed may still have the focus.
  if (!(target instanceof HTMLElement) || !target.checkVisibility()) return false;
  return target.matches("input:not([type=range]):not([type=checkbox]), textarea, select");
}

/** Whether Space is for what has the focus. */
function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("button, summary, input, select, a");
}

export function helpSheet(shortcuts: Shortcut[]): void {
  const rows = shortcuts.map(({ keys, says }) =>
    h("tr", {}, h("td", {}, ...keys.map((key) => h("kbd", {}, shown(key)))), h("td", {}, says)),
  );
  byId("help-keys").append(...rows);
}

const NAMES: Record<string, string> = {
  Escape: "Esc",
  " ": "Space",
  ArrowLeft: "\u2190",
  ArrowRight: "\u2192",
};

function shown(key: string): string {
  return NAMES[key] ?? key;
}
