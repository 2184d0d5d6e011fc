// What the daemon knows of contacts and watch areas, asked for again and again.
const PAGE = 10000;
const PAGES_MAX = 10;

// All contacts, `more` if there are more than are shown; null where the daemon does not answer.
export async function vessels() {
  const features = [];
  let cursor = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ limit: PAGE, ...(cursor ? { cursor } : {}) });
    const body = await ask(`/api/v1/vessels?${query}`);
    if (!body) return null;
    features.push(...body.features);
    cursor = body.next;
    if (!cursor) break;
  }
  return { features, more: cursor !== null };
}

export async function watchAreas() {
  return (await ask("/api/v1/watch-areas"))?.features ?? null;
}

// Health tells the officer when there is no answer.
async function ask(path) {
  try {
    const answer = await fetch(path, { cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
