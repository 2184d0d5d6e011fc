import { expect, test, vi } from "vitest";
import { get, send } from "./http";

/** A daemon that never answers, as `fetch` has it: it ends with the signal. */
function silence() {
  const patience = new AbortController();
  const asked = vi.spyOn(AbortSignal, "timeout").mockReturnValue(patience.signal);
  const never = (_: string, { signal }: RequestInit) =>
    new Promise<Response>((_, reject) =>
      signal?.addEventListener("abort", () => reject(new DOMException("", "TimeoutError"))),
    );
  vi.stubGlobal("fetch", never);
  return { asked, pass: () => patience.abort(new DOMException("", "TimeoutError")) };
}

test.each([
  ["a question", () => get("/x")],
  ["an act", () => send("POST", "/x", {})],
])("%s that is not answered ends, and says so", async (_, begin) => {
  const { asked, pass } = silence();
  const done = begin();
  expect(asked).toHaveBeenCalledWith(45_000);
  pass();
  await expect(done).rejects.toThrow("the daemon did not answer within 45 s");
});

test("an answer that stops in the middle of its body is none", async () => {
  const patience = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(patience.signal);
  const broken = { ok: true, status: 200, json: () => Promise.reject(new Error("aborted")) };
  vi.stubGlobal("fetch", () => Promise.resolve(broken));
  const done = get("/x");
  patience.abort();
  await expect(done).rejects.toThrow("did not answer within 45 s");
});
