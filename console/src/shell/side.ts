// The right side: evidence, vessel or areas, one at a time. A link of the form `#alert=ID` opens one.
import { byId } from "../dom";
import { take } from "../alerts/keeper";
import type { Console, Panel } from "../state";
import type { Alert } from "../wire/alert";
import { get } from "../wire/http";
import { say } from "./notice";

export function sidePanel(store: Console, panels: Partial<Record<Panel, HTMLElement>>): void {
  const side = byId("side");
  const body = byId("side-body");
  let shown: Panel = "none";
  store.watch(["panel"], ({ panel }) => {
    const element = panels[panel];
    side.hidden = !element;
    document.body.classList.toggle("with-side", Boolean(element));
    if (element && panel !== shown) body.replaceChildren(element);
    shown = panel;
    body.scrollTop = 0;
  });
  byId("side-close").addEventListener("click", () => {
    store.set({ panel: "none", chosenAlert: null, chosenContact: null });
  });
  const open = () => void openLinked(store);
  window.addEventListener("hashchange", open);
  open();
}

async function openLinked(store: Console): Promise<void> {
  const id = /^#alert=([\w-]+)$/.exec(location.hash)?.[1];
  if (!id) return;
  try {
    const alert = store.state.alerts.get(id) ?? (await get<Alert>(`/api/v1/alerts/${id}`));
    store.set({
      alerts: take(store.state.alerts, alert),
      chosenAlert: id,
      panel: "alert",
    });
  } catch (error) {
    say(
      `The alert of this link cannot be shown: ${error instanceof Error ? error.message : "no answer"}`,
    );
  }
}
