// Who one is to the daemon, where it asks: a token is exchanged for a session that this script never sees.
import { byId } from "../dom";
import { get, send } from "../wire/http";

interface Session {
  authentication: boolean;
  name: string | null;
  role: string | null;
}

const ASK_EVERY_MS = 60_000;

/** The name under which acts are signed; null where the daemon asks nobody. Waits for a log-in. */
export async function loggedIn(): Promise<string | null> {
  const session = await ask();
  if (session?.authentication && session.role === null) await logIn();
  setInterval(() => void again(), ASK_EVERY_MS);
  return session?.authentication ? (session.name ?? (await ask())?.name ?? null) : null;
}

/** A session that has ended shows the form again. */
async function again(): Promise<void> {
  const session = await ask();
  if (session?.authentication && session.role === null) await logIn();
}

async function ask(): Promise<Session | null> {
  try {
    return await get<Session>("/api/v1/session");
  } catch {
    // The line above the map says that the daemon does not answer.
    return null;
  }
}

function logIn(): Promise<void> {
  const dialog = byId<HTMLDialogElement>("log-in");
  if (dialog.open) return Promise.resolve();
  const token = byId<HTMLInputElement>("token");
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
  return new Promise((resolve) => {
    byId<HTMLFormElement>("log-in-form").onsubmit = (event) => {
      event.preventDefault();
      send<unknown>("POST", "/api/v1/session", { token: token.value.trim() }).then(
        () => {
          token.value = "";
          dialog.close();
          resolve();
        },
        (error: unknown) => {
          byId("log-in-said").textContent = error instanceof Error ? error.message : "no answer";
        },
      );
    };
  });
}
