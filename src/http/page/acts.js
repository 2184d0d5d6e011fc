// What the officer does to an alert, under initials asked for once.
import { byId } from "/assets/dom.js";

// The alert after the act, or the newest one where somebody else was faster; null where neither came.
export async function acknowledge(alert) {
  const by = await signature();
  if (!by) return null;
  try {
    const answer = await fetch(`/api/v1/alerts/${encodeURIComponent(alert.id)}/acknowledge`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ revision: alert.revision, by }),
    });
    const body = await answer.json();
    if (answer.ok) return body;
    trouble(body.alert ? "The alert has changed: look again, then acknowledge." : body.detail ?? body.title);
    return body.alert ?? null;
  } catch {
    trouble("The daemon did not answer: the alert is NOT acknowledged as far as is known.");
    return null;
  }
}

function signature() {
  const known = localStorage.getItem("picket-initials");
  if (known) return Promise.resolve(known);
  const dialog = byId("signature");
  if (dialog.open) return Promise.resolve(null);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const initials = byId("initials").value.trim();
      if (dialog.returnValue !== "ok" || !initials) return resolve(null);
      localStorage.setItem("picket-initials", initials);
      resolve(initials);
    }, { once: true });
  });
}

let hiding;
function trouble(text) {
  const box = byId("trouble");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 8000);
}
