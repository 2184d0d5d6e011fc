// One line that says what could not be done, for some seconds.
import { byId } from "../dom";

let hiding: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  const box = byId("notice");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (box.hidden = true), 8000);
}
