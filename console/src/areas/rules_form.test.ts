import { beforeEach, expect, test } from "vitest";
import { fakePage } from "../fake_page";
import type { AreaProperties, Rule } from "../wire/areas";
import { RulesForm } from "./rules_form";

const loitering: Rule = {
  id: "loitering",
  version: "1",
  text: "Stays in one place.",
  params: [{ name: "radius", unit: "nm", default: 1, min: 0.1, max: 10, source: "", text: "" }],
};
const stated: NonNullable<AreaProperties["rules"]> = {
  loitering: { radius: 2, level: { 3: { radius: 4 } } },
  "speed-limit": false,
};

beforeEach(() => void fakePage());

test("until the rule table has come, an area keeps the rules that it states", () => {
  const form = new RulesForm();
  form.keep(stated);
  expect(form.stated()).toEqual(stated);
  form.show([loitering, { ...loitering, id: "speed-limit" }], stated);
  expect(form.stated()).toEqual(stated);
});

test("another area has its own rules, and a new one none", () => {
  const form = new RulesForm();
  form.show([loitering], stated);
  form.keep({});
  expect(form.stated()).toEqual({});
});
