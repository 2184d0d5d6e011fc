// Dark, light, and red for eyes that are used to the night.
import { byId, setText } from "../dom";
import type { Console, Theme } from "../state";

const THEMES: Theme[] = ["dark", "light", "red"];
const NAMES: Record<Theme, string> = { dark: "Dark", light: "Light", red: "Night" };
const KEY = "picket-theme";

export function followTheme(store: Console): void {
  const kept = THEMES.find((theme) => theme === localStorage.getItem(KEY));
  if (kept) store.set({ theme: kept });
  store.watch(["theme"], ({ theme }) => {
    document.documentElement.dataset["theme"] = theme;
    setText(byId("theme"), NAMES[theme]);
    localStorage.setItem(KEY, theme);
  });
  // Who prints by the browser's own menu has at least the text in the light.
  const wear = (theme: Theme) => (document.documentElement.dataset["theme"] = theme);
  window.addEventListener("beforeprint", () => wear("light"));
  window.addEventListener("afterprint", () => wear(store.state.theme));
}

export function nextTheme(store: Console): void {
  const at = THEMES.indexOf(store.state.theme);
  store.set({ theme: THEMES[(at + 1) % THEMES.length] ?? "dark" });
}
