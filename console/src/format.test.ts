import { describe, expect, test } from "vitest";
import { coarseSpan, degrees, position, ruleName, span } from "./format";

describe("what officers read", () => {
  test.each([
    [[50.3333, 13.8667], "13\u00b052.002\u2032N 050\u00b019.998\u2032E"],
    [[-0.5, -89.999999], "90\u00b000.000\u2032S 000\u00b030.000\u2032W"],
  ])("a position %j is in degrees and minutes", (place, text) => {
    expect(position(place)).toBe(text);
  });

  test.each([
    [0, "0 s"],
    [61_000, "1 min 1 s"],
    [3_599_000, "59 min"],
    [3_660_000, "1 h 1 min"],
    [90_000_000, "1 d 1 h"],
  ])("%d ms are %s", (ms, text) => {
    expect(span(ms)).toBe(text);
  });

  test.each([
    [59_000, "59 s"],
    [60_000, "1 min"],
    [222_000, "3 min"],
    [3_660_000, "1 h 1 min"],
  ])("in a list, %d ms are %s", (ms, text) => {
    expect(coarseSpan(ms)).toBe(text);
  });

  test("north is 000, not 360", () => {
    expect(degrees(359.6)).toBe("000\u00b0");
    expect(degrees(7)).toBe("007\u00b0");
  });

  test("abbreviations keep their capitals", () => {
    expect(ruleName("ais-dark")).toBe("AIS dark");
    expect(ruleName("fast-approach")).toBe("Fast approach");
  });
});
